"""What is sent to clients, as text."""

from typing import Any

import msgspec
import orjson

from gateway.errors import ErrorList

CONNECTION_ACK = '{"type":"connection_ack"}'
PING = '{"type":"ping"}'


def pong(payload: dict[str, Any] | None) -> str:
    """The answer to a ping, with the payload of it.

    Raises:
        RecursionError: The payload is nested too deeply.

    """
    if payload is None:
        return '{"type":"pong"}'
    # Unlike orjson, msgspec writes whatever it has read: the payload is the client's own.
    return msgspec.json.encode({"type": "pong", "payload": payload}).decode()


def next_message(operation_id: str, payload: dict[str, Any]) -> str:
    """One result of an operation.

    Raises:
        TypeError: The payload holds what JSON cannot.

    """
    return orjson.dumps({"id": operation_id, "type": "next", "payload": payload}).decode()


def error_message(operation_id: str, errors: ErrorList) -> str:
    """The end of an operation that failed as a whole."""
    return orjson.dumps({"id": operation_id, "type": "error", "payload": errors}).decode()


def complete_message(operation_id: str) -> str:
    """The end of an operation."""
    return orjson.dumps({"id": operation_id, "type": "complete"}).decode()
