"""One operation of a connection, from the subscribe message to its last message."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from uuid import uuid4

from graphql import GraphQLError, OperationType

from domain.errors import Forbidden, Unauthenticated
from domain.roles import Viewer
from gateway.edge.slots import Slots
from gateway.errors import ErrorList, execution_errors, plain_error
from gateway.http.refusal import Refusal
from gateway.http.request import Malformed, read_members
from gateway.operations import Operations, Prepared
from gateway.websocket.client_messages import Subscribe
from gateway.websocket.ending import FORBIDDEN, TOKEN_EXPIRED, ConnectionEnded
from gateway.websocket.server_messages import complete_message, error_message, next_message

SendText = Callable[[str], Awaitable[None]]
FindViewer = Callable[[], Awaitable[Viewer]]


async def answer(
    operations: Operations,
    find_viewer: FindViewer,
    asked: Subscribe,
    send: SendText,
    is_stream: Callable[[str], None],
    slots: Slots | None,
) -> None:
    """Run an operation and send what comes of it: results and then ``complete``, or ``error``.

    ``is_stream`` is told its id if it is a subscription. Everything else needs a slot to run.

    Raises:
        ConnectionEnded: The client has gone, or the viewer may no longer be connected.

    """
    request_id = uuid4().hex
    operations.telemetry.enter(request_id)
    try:
        viewer = await find_viewer()
        await _send_results(operations, viewer, asked, request_id, send, is_stream, slots)
        last = complete_message(asked.id)
    except ConnectionEnded:
        raise
    except Unauthenticated:
        raise ConnectionEnded(TOKEN_EXPIRED) from None
    except Forbidden:
        raise ConnectionEnded(FORBIDDEN) from None
    except Exception as error:  # noqa: BLE001 - the edge: one operation fails, the others go on
        told = _told(error, request_id)
        if isinstance(error, Refusal | Malformed):
            operations.telemetry.refused({"errors": told})
        last = error_message(asked.id, told)
    await send(last)


async def _send_results(
    operations: Operations,
    viewer: Viewer,
    asked: Subscribe,
    request_id: str,
    send: SendText,
    is_stream: Callable[[str], None],
    slots: Slots | None,
) -> None:
    prepared = await operations.begin(read_members(asked.payload), viewer, request_id)
    if prepared.kind is OperationType.SUBSCRIPTION:
        is_stream(asked.id)
        slots = None  # it lasts for hours, and what it follows is read once for all
    if slots is not None and not slots.enter():
        await slots.wait((viewer.organization_id, viewer.principal), background=False)
    try:
        await _run(operations, viewer, asked, prepared, request_id, send)
    finally:
        if slots is not None:
            slots.leave()


async def _run(
    operations: Operations,
    viewer: Viewer,
    asked: Subscribe,
    prepared: Prepared,
    request_id: str,
    send: SendText,
) -> None:
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
