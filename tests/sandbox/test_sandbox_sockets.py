"""The sandbox behind a real server, where connections can break."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import httpx
import pytest
import uvicorn

from sandbox import Fault, Sandbox, SandboxOptions
from tests.sandbox.sandbox_client import HandClock, SandboxClient

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def _served(http: str) -> AsyncIterator[SandboxClient]:
    """A caller of a sandbox on a port of its own."""
    sandbox = Sandbox(SandboxOptions(users=5), HandClock())
    config = uvicorn.Config(
        sandbox.app,
        port=0,
        log_level="critical",
        ws="none",
        http=http,
        loop="asyncio",
    )
    server = uvicorn.Server(config)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.serve)
        # The server offers nothing to wait for.
        while not server.started:  # noqa: ASYNC110
            await anyio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        client = SandboxClient(sandbox)
        await client.http.aclose()
        client.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False)
        async with client:
            yield client
        server.should_exit = True


@pytest.mark.parametrize("http", ["h11", "httptools"])
async def test_answers_over_a_socket(http: str) -> None:
    async with _served(http) as api:
        assert len(await api.ok("GET", api.users)) == 5
        assert (await api.ask("POST", api.users, json={})).status_code == 422
        assert (await api.ask("DELETE", api.user())).status_code == 204


@pytest.mark.parametrize("http", ["h11", "httptools"])
async def test_reset_and_truncate_break_the_connection(http: str) -> None:
    async with _served(http) as api:
        api.sandbox.add_fault(Fault(match="/users$", kind="reset", times=1))
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await api.ask("GET", api.users)
        assert (await api.ask("GET", api.users)).status_code == 200
        api.sandbox.add_fault(Fault(match="/users$", kind="truncate", times=1))
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await api.ask("GET", api.users)
        assert (await api.ask("GET", api.users)).status_code == 200


async def test_a_hang_ends_when_the_client_gives_up() -> None:
    async with _served("httptools") as api:
        api.sandbox.add_fault(Fault(match="/users$", kind="hang", times=1))
        with pytest.raises(httpx.ReadTimeout):
            await api.ask("GET", api.users, timeout=0.2)
        assert (await api.ask("GET", api.users)).status_code == 200
