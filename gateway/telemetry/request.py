"""What everything that happens during a request can know of it: its id, for log lines of libraries too."""

from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, NamedTuple


class CurrentRequest(NamedTuple):
    """A request's id, and where its client's trace stands (W3C ``traceparent``), if anybody traces."""

    request_id: str
    traceparent: str | None = None


current_request: ContextVar[CurrentRequest | None] = ContextVar("current request", default=None)


def add_request_id(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A processor of structlog: every line that is written during a request names it."""
    request = current_request.get()
    if request is not None:
        event.setdefault("request_id", request.request_id)
    return event
