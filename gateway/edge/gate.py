"""The layer that lets in only as many requests at once as can be worked on."""

from collections.abc import Callable, Hashable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.roles import Viewer
from gateway.edge.paths import is_free
from gateway.edge.refusals import overloaded, request_id_in, send_refusal
from gateway.edge.slots import Overloaded, Slots
from gateway.http.slot import SLOT, give_back

_LARGE_BODY_BYTES = 16 * 1024
_LEAST_URGENCY = 5
"""The urgency of RFC 9218 from which on a request is background; browsers use up to 4 by themselves."""


class Gate:
    """A pure ASGI layer. It decides before the token is verified or the body is read."""

    def __init__(self, app: ASGIApp, *, slots: Slots, known_viewer: Callable[[str], Viewer | None]) -> None:
        """Make it.

        Args:
            app: What is behind it.
            slots: The slots.
            known_viewer: The viewer of an ``Authorization`` header that was verified before.

        """
        self._app = app
        self._slots = slots
        self._known_viewer = known_viewer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when it is its turn, or refuse it."""
        if scope["type"] != "http" or is_free(scope["path"]):
            await self._app(scope, receive, send)
            return
        slots = self._slots
        if not slots.enter():
            headers = Headers(scope=scope)
            try:
                await slots.wait(self._client(scope, headers), background=_is_background(scope, headers))
            except Overloaded as error:
                request_id = request_id_in(scope)
                await send_refusal(overloaded(error, request_id), scope, send, request_id)
                return
        scope[SLOT] = slots.leave
        try:
            await self._app(scope, receive, send)
        finally:
            give_back(scope)

    def _client(self, scope: Scope, headers: Headers) -> Hashable:
        """Who takes turns with the others: a viewer whose token is known, else an address.

        Tokens can be made up, so those that were never verified make nobody somebody else.
        """
        viewer = self._known_viewer(headers.get("authorization", ""))
        if viewer is not None:
            return viewer.organization_id, viewer.principal
        address = scope.get("client")
        return address[0] if address else None


def _is_background(scope: Scope, headers: Headers) -> bool:
    """Whether others go first: it says so itself, or it is large, or it may be."""
    for item in headers.get("priority", "").split(","):
        name, _, value = item.strip().partition("=")
        if name == "u" and value.isdecimal() and int(value[:2]) >= _LEAST_URGENCY:
            return True
    if scope["method"] == "GET":
        return False
    length = headers.get("content-length", "")
    return not length.isdecimal() or int(length[:20]) > _LARGE_BODY_BYTES
