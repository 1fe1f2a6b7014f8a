"""How bytes travel: the default transport, and what the failures of any transport mean."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from domain.errors import UpstreamError, UpstreamTimeout, UpstreamUnavailable
from partner_api.http1 import Http1Transport
from partner_api.httpx_lane import HttpxLane
from partner_api.lane import Lane
from partner_api.upstream import Timeouts

KEEP_ALIVE_SECONDS = 50.0
"""Many load balancers close after a minute, and may do so while something is on its way to them."""

_FAILURES = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError)


def default_transport() -> Http1Transport:
    """Make the transport that the gateway uses. It opens as many connections as it is asked for."""
    return Http1Transport(httpx.create_ssl_context(trust_env=False), KEEP_ALIVE_SECONDS)


def lane_over(transport: httpx.AsyncBaseTransport, base: str, timeouts: Timeouts) -> Lane:
    """The way of reads below a base address over a transport: the quick one, if it has one."""
    phases = timeouts.attempt_phases
    if isinstance(transport, Http1Transport):
        return transport.lane(httpx.URL(base), phases.get("connect"), phases.get("read"))
    return HttpxLane(transport, base, phases)


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
