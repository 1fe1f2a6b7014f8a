"""How a connection ends: the close codes, and the exception that carries one to where it is sent."""

from dataclasses import dataclass

_MAX_REASON_BYTES = 123  # a control frame holds 125, two of them are the code


@dataclass(frozen=True, slots=True)
class Close:
    """A close code and a reason for people, cut to what fits into the frame."""

    code: int
    reason: str

    def __post_init__(self) -> None:
        encoded = self.reason.encode("utf-8", "replace")[:_MAX_REASON_BYTES]
        object.__setattr__(self, "reason", encoded.decode("utf-8", "ignore"))


class ConnectionEnded(Exception):
    """The connection is over. ``close`` says how to close it; ``None`` that the client has gone."""

    def __init__(self, close: Close | None) -> None:
        super().__init__(close)
        self.close = close


SERVICE_RESTART = Close(1012, "Service Restart")
SILENT = Close(1001, "No sign of life")
TRY_AGAIN = Close(1013, "Try again later")  # clients reconnect on this one by themselves
TOO_BIG = Close(1009, "Message too big")
UNAUTHORIZED = Close(4401, "Unauthorized")
TOKEN_EXPIRED = Close(4401, "Token expired")
FORBIDDEN = Close(4403, "Forbidden")
SUBPROTOCOL_NOT_ACCEPTABLE = Close(4406, "Subprotocol not acceptable")
INIT_TIMEOUT = Close(4408, "Connection initialisation timeout")
TOO_MANY_INITS = Close(4429, "Too many initialisation requests")
TOO_MANY_CONNECTIONS = Close(4429, "Too many connections")
TOO_MANY_OPERATIONS = Close(4429, "Too many operations at once")
INTERNAL_ERROR = Close(4500, "Internal server error")


def invalid_message(reason: str) -> Close:
    """The client has sent what the protocol does not know."""
    return Close(4400, reason)


def already_running(operation_id: str) -> Close:
    """The client has used the id of an operation that still runs."""
    head, tail = "Subscriber for ", " already exists"
    room = _MAX_REASON_BYTES - len(head) - len(tail)
    shown = operation_id.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
    return Close(4409, head + shown + tail)
