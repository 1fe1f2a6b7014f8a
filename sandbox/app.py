"""The ASGI application."""

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from sandbox.entrance import Entrance


class SandboxApp(Starlette):
    """Starlette for lifespan and the rest; HTTP goes straight to the entrance.

    Straight, because middleware would wrap `send` and hide the server's connection from the reset
    fault, and because every microsecond here is added to the measurements of what stands in front.
    """

    def __init__(self, entrance: Entrance) -> None:
        super().__init__()
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers an HTTP request, or follows the lifespan."""
        if scope["type"] == "http":
            await self._entrance(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
