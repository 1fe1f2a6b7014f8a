"""Letting somebody watch calls: each as a whole, from before it waits in line to its last attempt."""

from contextvars import ContextVar, Token
from types import TracebackType
from typing import Protocol

from domain.errors import UpstreamError
from partner_api.upstream import UpstreamCall

OK = "OK"
ABANDONED = "ABANDONED"
UNFORESEEN = "INTERNAL_SERVER_ERROR"

Headers = tuple[tuple[str, str], ...]


class WatchedCall(Protocol):
    """One call. ``headers`` are sent along with each of its attempts."""

    @property
    def headers(self) -> Headers:
        """Names and values, in ASCII."""
        ...

    @property
    def is_told_of_attempts(self) -> bool:
        """Whether it wants to know of each attempt, or of the end alone."""
        ...

    def attempted(self, attempt: UpstreamCall) -> None:
        """Take note of an attempt that ended, or of what was not sent."""
        ...

    def ended(self, outcome: str) -> None:
        """Take note of the end: ``OK``, ``ABANDONED``, or the code of the error."""
        ...


class Watch(Protocol):
    """Is told of calls."""

    def begin(self, operation: str, organization_id: str) -> WatchedCall:
        """Take note of a call that begins."""
        ...


_current: ContextVar[WatchedCall | None] = ContextVar("watched call", default=None)


def tell(attempt: UpstreamCall) -> None:
    """Tell whoever watches the call that this is an attempt of."""
    call = _current.get()
    if call is not None:
        call.attempted(attempt)


class Watching:
    """A context manager around one call. What runs in it, tasks included, is that call's."""

    __slots__ = ("_call", "_token")

    def __init__(self, call: WatchedCall) -> None:
        self._call = call

    def __enter__(self) -> None:
        self._token: Token[WatchedCall | None] | None = None
        if self._call.is_told_of_attempts:
            self._token = _current.set(self._call)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            _current.reset(self._token)
        self._call.ended(_outcome(error))


def _outcome(error: BaseException | None) -> str:
    if error is None:
        return OK
    if isinstance(error, UpstreamError):
        return error.code
    return UNFORESEEN if isinstance(error, Exception) else ABANDONED
