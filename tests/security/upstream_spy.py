"""A transport that notes everything that leaves for the upstream, as it would go over the wire."""

import httpx

from sandbox import Sandbox


class UpstreamSpy(httpx.AsyncBaseTransport):
    """Sends what it gets to the sandbox. ``requests`` has all of it, token requests included."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._below = httpx.ASGITransport(sandbox.app)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return await self._below.handle_async_request(request)

    @property
    def urls(self) -> list[str]:
        return [str(request.url) for request in self.requests]

    def raw(self) -> str:
        """Every byte of addresses and headers that was sent."""
        return "\n".join(
            f"{request.method} {request.url.raw_path.decode('latin-1')} {request.headers.raw!r}"
            for request in self.requests
        )

    def secrets(self) -> set[str]:
        """The credentials and tokens that went out, without their schemes."""
        return {request.headers["authorization"].partition(" ")[2] for request in self.requests}
