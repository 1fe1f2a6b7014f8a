"""A transport to a sandbox that shows how many round trips something takes, one after the other.

Every upstream answer is held back until nothing more is asked for: what is asked in the meantime
would have been under way at the same time however fast the network is.
"""

import asyncio

import httpx

from sandbox import TOKEN_PATH, Sandbox


class Waves(httpx.AsyncBaseTransport):
    """Lets calls through in waves; ``waves`` has the paths of each, without the token's."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._inner = httpx.ASGITransport(sandbox.app)
        self._held: list[asyncio.Event] = []
        self._releasing: asyncio.Task[None] | None = None
        self.waves: list[list[str]] = []
        self._wave: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != TOKEN_PATH:
            gate = asyncio.Event()
            self._held.append(gate)
            self._wave.append(request.url.path)
            if self._releasing is None:
                self._releasing = asyncio.create_task(self._release())
            await gate.wait()
        return await self._inner.handle_async_request(request)

    async def _release(self) -> None:
        seen = -1
        while seen != len(self._held):
            seen = len(self._held)
            for _ in range(50):
                await asyncio.sleep(0)
        held, self._held = self._held, []
        self.waves.append(self._wave)
        self._wave, self._releasing = [], None
        for gate in held:
            gate.set()
