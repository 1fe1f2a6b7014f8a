"""How bytes travel: the default transport, and what the failures of any transport mean."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import httpx

from domain.errors import UpstreamError, UpstreamTimeout, UpstreamUnavailable
from partner_api.aiohttp_transport import AiohttpTransport

KEEP_ALIVE_SECONDS = 120.0

_FAILURES = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError)


def default_transport() -> httpx.AsyncBaseTransport:
    """Make the transport that the gateway uses. It opens as many connections as it is asked for.

    The session keeps no cookies, reads no environment, and leaves bodies packed.
    """
    tls = httpx.create_ssl_context(trust_env=False)

    def session() -> aiohttp.ClientSession:
        # Called with the first request: the connector belongs to the event loop it is made in.
        made = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE_SECONDS, ssl=tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
        )
        # aiohttp sends a read whose connection breaks a second time by itself, new connections
        # included: that would double every call while connections are reset, past the retry budget.
        # It has no public switch; its own test client uses this one, and ours hold that it works.
        made._retry_connection = False  # noqa: SLF001
        return made

    return AiohttpTransport(session)


def is_before_sending(error: Exception) -> bool:
    """Whether a failure to send came before any byte of the request can have left.

    True only for what is known to end without a connection: name lookup, refusal, handshake, and
    running out of time before any of that succeeded.
    """
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


def upstream_error(error: Exception) -> UpstreamError | None:
    """The domain's error for whatever a transport raised; ``None`` for what is none of its failures.

    The original's text may quote the peer's bytes or a URL, so only the names of the classes are
    kept. The original must not be chained: it holds the request, and that holds the token.
    """
    if isinstance(error, UpstreamError):
        return error
    if isinstance(error, TimeoutError):
        return UpstreamTimeout("no complete answer in time")
    if isinstance(error, httpx.TimeoutException):
        return UpstreamTimeout(_names(error))
    return UpstreamUnavailable(_names(error)) if isinstance(error, _FAILURES) else None


@contextmanager
def transport_failures() -> Iterator[None]:
    """Raise the domain's errors in place of what a transport raises."""
    try:
        yield
    except Exception as error:
        told = upstream_error(error)
        if told is None or told is error:
            raise
        raise told from None


def _names(error: Exception) -> str:
    cause = error.__cause__
    name = type(error).__name__
    return name if cause is None else f"{name} ({type(cause).__name__})"
