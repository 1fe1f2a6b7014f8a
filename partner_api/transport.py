"""How bytes travel: the default transport under the httpx client, and what its failures mean."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from domain.errors import UpstreamError, UpstreamTimeout, UpstreamUnavailable

KEEP_ALIVE_SECONDS = 120.0


def default_transport(max_connections: int) -> httpx.AsyncBaseTransport:
    """Make the aiohttp-based transport.

    httpx's own pool rescans all connections for every waiting request, and loses a slot per
    cancelled one. aiohttp's does neither. The session is made by us, because the one that the
    transport would make keeps cookies.

    aiohttp repeats one request on its own: an idempotent one, whose kept connection turns out to be
    dead before any byte of an answer. That race is part of keeping connections, so it stays for
    reads. For writes it is stopped by a middleware: those are asked for every attempt, while what
    aiohttp calls idempotent (PUT, DELETE) and how to tell it otherwise is private to it.
    """
    tls = httpx.create_ssl_context(trust_env=False)

    def session() -> aiohttp.ClientSession:
        # Called with the first request: the connector belongs to the event loop it is made in.
        connector = aiohttp.TCPConnector(limit=max_connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ssl=tls)
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            middlewares=(_write_once,),
        )

    return _CountingTransport(verify=tls, trust_env=False, client=session)


class _CountingTransport(AiohttpTransport):
    """Counts the attempts that aiohttp makes for one request."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        reset = _attempts.set([])
        try:
            return await super().handle_async_request(request)
        finally:
            _attempts.reset(reset)


_attempts: ContextVar[list[None]] = ContextVar("attempts")


async def _write_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    attempts = _attempts.get()
    attempts.append(None)
    if request.method != "GET" and len(attempts) > 1:
        raise aiohttp.ServerDisconnectedError("not sent again")
    return await handler(request)


def is_before_sending(error: Exception) -> bool:
    """Whether a failure to send came before any byte of the request can have left.

    True only for what is known to end without a connection: name lookup, refusal, handshake, and
    running out of time before any of that succeeded.
    """
    cause = error.__cause__
    if isinstance(cause, aiohttp.ClientError):
        return isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


@contextmanager
def transport_failures() -> Iterator[None]:
    """Turn whatever a transport raises into the domain's errors.

    The original's text may quote the peer's bytes or a URL, so only the names of the classes are
    kept. The original is not chained: it holds the request, and that holds the token.
    """
    try:
        yield
    except UpstreamError:
        raise
    except TimeoutError:
        raise UpstreamTimeout("no complete answer in time") from None
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
        if _is_timeout(error):
            raise UpstreamTimeout(_names(error)) from None
        raise UpstreamUnavailable(_names(error)) from None


def _is_timeout(error: Exception) -> bool:
    """Whether time ran out.

    httpx-aiohttp 0.2 reports every broken or refused connection as a ``ConnectTimeout``, so the
    cause decides where it is aiohttp's.
    """
    cause = error.__cause__
    if isinstance(cause, aiohttp.ClientError):
        return isinstance(cause, asyncio.TimeoutError)
    return isinstance(error, httpx.TimeoutException)


def _names(error: Exception) -> str:
    cause = error.__cause__
    name = type(error).__name__
    return name if cause is None else f"{name} ({type(cause).__name__})"
