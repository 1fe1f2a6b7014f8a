"""What everything that happens during a request can know of it: its id, for log lines of libraries too."""

from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

Event = MutableMapping[str, Any]

current_request_id: ContextVar[str | None] = ContextVar("current request id", default=None)
current_traceparent: ContextVar[str | None] = ContextVar("current traceparent", default=None)
"""Where the client's trace stands, in the words of W3C; set only if anybody traces."""


def add_request_id(_logger: object, _method: str, event: Event) -> Event:
    """A processor of structlog: every line that is written during a request names it."""
    request_id = current_request_id.get()
    if request_id is not None:
        event.setdefault("request_id", request_id)
    return event
