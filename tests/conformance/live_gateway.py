"""A gateway and its sandbox on real sockets, in a thread of the test process."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from domain.ids import IdKind, encode_id
from gateway.app import create_app
from sandbox import API_BASE, TOKEN_PATH
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest, RoleName

WATCH_INTERVAL_SECONDS = 0.1

_START_SECONDS = 15
_STOP_SECONDS = 15


class LiveGateway:
    """What a client outside of the process needs: addresses and tokens."""

    def __init__(self, address: str, sandbox_address: str, world: GatewayUnderTest) -> None:
        self.url = f"{address}/graphql"
        self.websocket_url = self.url.replace("http://", "ws://", 1)
        self.world = world
        self._sandbox_address = sandbox_address

    def token(self, role: RoleName = "administrator", lifetime: timedelta = timedelta(hours=1)) -> str:
        """A bearer token; the end user is the one with a bit of everything."""
        user_id = self.world.user_row(RICH)["id"] if role == "user" else None
        return self.world.token(role, user_id, lifetime=lifetime)

    def comment_on(self, device_path: str, comment: str) -> dict[str, Any]:
        """How somebody else changes a device of the rich user: a request to the Partner API."""
        grant = {"grant_type": "client_credentials"}
        client = (HOME.client_id, HOME.client_secret)
        answer = httpx.post(f"{self._sandbox_address}{TOKEN_PATH}", json=grant, auth=client).json()
        return {
            "url": f"{self._sandbox_address}{API_BASE}{self._rich_user_path}/{device_path}",
            "token": answer["access_token"],
            "body": {"comment": comment},
        }

    def first_wallbox(self) -> tuple[str, str]:
        """A wallbox of the rich user: its global id, and its path below the user."""
        row_id = self.world.sandbox.rows(f"{self._rich_user_path}/wallboxes")[0]["id"]
        user_id = self.world.user_row(RICH)["id"]
        return encode_id(IdKind.WALLBOX, HOME.organization_id, user_id, row_id), f"wallboxes/{row_id}"

    def is_quiet(self) -> bool:
        """Whether nobody asks the Partner API anything any more, as pollers do."""
        calls = self.world.sandbox.calls
        time.sleep(WATCH_INTERVAL_SECONDS * 3)
        return self.world.sandbox.calls == calls

    @property
    def _rich_user_path(self) -> str:
        return f"/org/{HOME.organization_id}/users/{self.world.user_row(RICH)['id']}"


@contextmanager
def running(**settings: Any) -> Iterator[LiveGateway]:  # noqa: ANN401 - fields of Settings
    """Serve until the block ends, with the settings of the tests unless told otherwise."""
    started: Future[tuple[LiveGateway, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        over = asyncio.Event()
        async with AsyncExitStack() as stack:
            world = await stack.enter_async_context(GatewayUnderTest())
            sandbox_address = await stack.enter_async_context(_served(world.sandbox.app))
            organizations = tuple(
                replace(
                    each,
                    partner_api_url=f"{sandbox_address}{API_BASE}/",
                    token_url=f"{sandbox_address}{TOKEN_PATH}",
                )
                for each in world.settings.organizations
            )
            app = create_app(
                replace(
                    world.settings,
                    organizations=organizations,
                    watch_interval_seconds=WATCH_INTERVAL_SECONDS,
                    **settings,
                )
            )
            address = await stack.enter_async_context(_served(app))
            live = LiveGateway(address, sandbox_address, world)
            started.set_result((live, asyncio.get_running_loop(), over))
            await over.wait()

    def main() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=main, name="live gateway", daemon=True)
    thread.start()
    live, loop, over = started.result(timeout=_START_SECONDS)
    try:
        yield live
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(timeout=_STOP_SECONDS)
        assert not thread.is_alive(), "the live gateway does not stop"


@asynccontextmanager
async def _served(app: ASGIApp) -> AsyncIterator[str]:
    config = uvicorn.Config(
        app, port=0, log_config=None, lifespan="on", timeout_graceful_shutdown=1, server_header=False
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
        if task.done():
            task.result()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
