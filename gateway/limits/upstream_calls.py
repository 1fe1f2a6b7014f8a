"""How many upstream calls an operation makes, counted where they end.

A call belongs to the operation in whose context it began, through all tasks in between. Calls that
are shared belong to the operation that began them; repetitions count once.
"""

from collections.abc import Callable
from contextvars import ContextVar

from partner_api import UpstreamCall

_TOKEN = "token"  # noqa: S105 - the name of an operation


class Count:
    """The calls of one operation so far."""

    __slots__ = ("calls",)

    def __init__(self) -> None:
        self.calls = 0


_COUNT: ContextVar[Count | None] = ContextVar("upstream_calls", default=None)


def count_calls() -> Count:
    """Begin to count the calls of what runs in this context from now on."""
    count = Count()
    _COUNT.set(count)
    return count


class CallCounts:
    """Is told of every attempt that ended, counts it, and tells the next."""

    def __init__(self, then: Callable[[UpstreamCall], None]) -> None:
        self._then = then

    def __call__(self, call: UpstreamCall) -> None:
        """Note one attempt."""
        count = _COUNT.get()
        if count is not None and call.attempt == 1 and call.operation != _TOKEN:
            count.calls += 1
        self._then(call)
