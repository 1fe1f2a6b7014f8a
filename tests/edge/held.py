"""A gateway whose upstream can be held, so that requests are being worked on for as long as a test wants."""

import asyncio
from typing import Any

import httpx

from gateway.settings import EdgeSettings
from sandbox import Sandbox, SandboxOptions
from tests.gateway_under_test import NOON, GatewayUnderTest

USERS = "{ organization { users(first: 1) { nodes { id } } } }"


class Held(GatewayUnderTest):
    """``hold`` it, and calls to the Partner API wait until it is let ``go``."""

    def __init__(self, *, edge: EdgeSettings | None = None, **settings: Any) -> None:  # noqa: ANN401
        sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
        self._transport = _HeldTransport(httpx.ASGITransport(sandbox.app))
        super().__init__(sandbox=sandbox, transport=self._transport, edge=edge or EdgeSettings(), **settings)

    def hold(self) -> None:
        """Let no call come through."""
        self._transport.go_on.clear()
        self._transport.arrived.clear()

    def go(self) -> None:
        """Let all calls come through."""
        self._transport.go_on.set()

    async def arrived(self) -> None:
        """Wait for a call."""
        await asyncio.wait_for(self._transport.arrived.wait(), 5)

    async def occupy(self) -> asyncio.Task[httpx.Response]:
        """Have a request be worked on that does not end."""
        self.hold()
        task = asyncio.create_task(self.post(USERS, self.bearer()))
        await self.arrived()
        return task


class _HeldTransport(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.arrived = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.arrived.set()
        await self.go_on.wait()
        return await self._inner.handle_async_request(request)
