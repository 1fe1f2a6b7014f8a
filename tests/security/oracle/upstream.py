"""Between the gateway and the sandbox: remembers reads, refuses writes, and notes both."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx

from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, Sandbox
from tests.security.oracle.rules import UpstreamCall

_BASE = API_BASE.rstrip("/")
_REFUSALS = (400, 403, 404, 409)
_CLIENTS = {each.client_id: each.organization_id for each in DEMO_ORGANIZATIONS}

Note = Callable[[str, Any], None]


class Watched(httpx.AsyncBaseTransport):
    """The sandbox, which nothing can change. ``calls`` are those since they were last taken."""

    def __init__(self, sandbox: Sandbox, note: Note) -> None:
        self._sandbox = httpx.ASGITransport(sandbox.app)
        self._note = note
        self._known: dict[tuple[str, str | None], tuple[int, bytes]] = {}
        self._organizations: dict[str, str] = {}
        self._calls: list[UpstreamCall] = []
        self._writes = 0

    def take(self) -> list[UpstreamCall]:
        """The calls since the last time."""
        taken, self._calls = self._calls, []
        return taken

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == TOKEN_PATH:
            return await self._token(request)
        path = request.url.path.removeprefix(_BASE)
        whose = self._organizations.get(request.headers["authorization"])
        content = await request.aread()
        body = json.loads(content) if content else None
        self._calls.append(UpstreamCall(request.method, path, body, whose))
        if request.method != "GET":
            self._writes += 1
            status = _REFUSALS[self._writes % len(_REFUSALS)]
            return httpx.Response(status, json={"detail": "No."})
        key = (str(request.url), whose)
        if key not in self._known:
            response = await self._sandbox.handle_async_request(request)
            content = await response.aread()
            self._known[key] = (response.status_code, content)
            if response.status_code == 200:
                self._note(path, json.loads(content))
        status, content = self._known[key]
        return httpx.Response(status, headers={"content-type": "application/json"}, content=content)

    async def _token(self, request: httpx.Request) -> httpx.Response:
        client = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).partition(b":")[0]
        response = await self._sandbox.handle_async_request(request)
        content = await response.aread()
        token = json.loads(content)["access_token"]
        self._organizations[f"Bearer {token}"] = _CLIENTS[client.decode()]
        return httpx.Response(response.status_code, headers=response.headers, content=content)
