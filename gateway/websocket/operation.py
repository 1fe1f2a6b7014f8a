"""One operation of a connection, from the subscribe message to its last message."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from uuid import uuid4

from graphql import GraphQLError

from domain.errors import Forbidden, Unauthenticated
from domain.roles import Viewer
from gateway.errors import ErrorList, execution_errors, plain_error
from gateway.http.refusal import Refusal
from gateway.http.request import Malformed, read_members
from gateway.operations import Operations
from gateway.websocket.client_messages import Subscribe
from gateway.websocket.ending import FORBIDDEN, TOKEN_EXPIRED, ConnectionEnded
from gateway.websocket.server_messages import complete_message, error_message, next_message

SendText = Callable[[str], Awaitable[None]]


async def answer(operations: Operations, viewer: Viewer, asked: Subscribe, send: SendText) -> None:
    """Run an operation and send what comes of it: results and then ``complete``, or ``error``.

    Raises:
        ConnectionEnded: The client has gone, or the viewer may no longer be connected.

    """
    request_id = uuid4().hex
    try:
        await _send_results(operations, viewer, asked, request_id, send)
        last = complete_message(asked.id)
    except ConnectionEnded:
        raise
    except Unauthenticated:
        raise ConnectionEnded(TOKEN_EXPIRED) from None
    except Forbidden:
        raise ConnectionEnded(FORBIDDEN) from None
    except Exception as error:  # noqa: BLE001 - the edge: one operation fails, the others go on
        last = error_message(asked.id, _told(error, request_id))
    await send(last)


async def _send_results(
    operations: Operations, viewer: Viewer, asked: Subscribe, request_id: str, send: SendText
) -> None:
    prepared = await operations.begin(read_members(asked.payload), viewer, request_id)
    async with aclosing(operations.events_of(prepared, viewer, request_id)) as payloads:
        async for payload in payloads:
            await send(next_message(asked.id, payload))


def _told(error: Exception, request_id: str) -> ErrorList:
    """What the client is told of an error that ends an operation."""
    if isinstance(error, Refusal):
        told: ErrorList = error.body["errors"]
        return told
    if isinstance(error, Malformed):
        return plain_error("BAD_USER_INPUT", str(error), request_id)
    # What nobody foresaw is logged and masked there; errors of the tree tell their code.
    return execution_errors([GraphQLError(str(error), original_error=error)], request_id)
