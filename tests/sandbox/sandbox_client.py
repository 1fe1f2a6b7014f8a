"""A caller of the sandbox's API with a token, in process."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

import httpx

from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, DemoOrganization, Sandbox

HOME, OTHER = DEMO_ORGANIZATIONS
RICH = 3


@dataclass
class HandClock:
    """A clock that moves only when told."""

    now: datetime = field(default=datetime(2025, 3, 10, 19, 2, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class SandboxClient:
    """Calls below the API base as one organization; `users` is the path of its users."""

    def __init__(self, sandbox: Sandbox, organization: DemoOrganization = HOME) -> None:
        self.sandbox = sandbox
        self.organization = organization
        self.users = f"/org/{organization.organization_id}/users"
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(sandbox.app), base_url="http://sandbox.test"
        )

    async def __aenter__(self) -> Self:
        await self.login()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def login(self) -> None:
        """Gets a token and uses it from now on."""
        client = (self.organization.client_id, self.organization.client_secret)
        answer = await self.http.post(TOKEN_PATH, json={"grant_type": "client_credentials"}, auth=client)
        assert answer.status_code == 200
        self.http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"

    def user(self, position: int = RICH) -> str:
        """The path of a user by its position among all users, deleted ones included."""
        rows = self.sandbox.rows(f"{self.users}?include_deleted=true")
        return f"{self.users}/{rows[position]['id']}"

    def first(self, kind: str, position: int = RICH) -> str:
        """The path of the first device of a kind a user has."""
        path = f"{self.user(position)}/{kind}"
        return f"{path}/{self.sandbox.rows(path)[0]['id']}"

    async def ask(self, method: str, path: str, **sent: Any) -> httpx.Response:  # noqa: ANN401 - httpx options
        """The answer to a request below the API base."""
        return await self.http.request(method, API_BASE + path, **sent)

    async def ok(self, method: str, path: str, **sent: Any) -> Any:  # noqa: ANN401 - any JSON
        """The decoded body of an answer that must be 200, or None for 204.

        Logs in again when the clock has outrun the token.
        """
        answer = await self.ask(method, path, **sent)
        if answer.status_code == 401:
            await self.login()
            answer = await self.ask(method, path, **sent)
        assert answer.status_code in {200, 204}, (answer.status_code, answer.text)
        return answer.json() if answer.status_code == 200 else None

    async def problems(self, method: str, path: str, **sent: Any) -> list[tuple[str, list[Any]]]:  # noqa: ANN401
        """Type and location of the problems of an answer that must be 422."""
        answer = await self.ask(method, path, **sent)
        assert answer.status_code == 422, (answer.status_code, answer.text)
        return [(problem["type"], problem["loc"]) for problem in answer.json()["detail"]]
