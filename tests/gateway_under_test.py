"""A gateway over its own sandbox in one process, through the real client and the real endpoint."""

import json
import tempfile
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from domain.ids import IdKind, encode_id
from gateway.app import create_app
from gateway.http.request import GraphQLRequest
from gateway.operations import Operations
from gateway.settings import CacheSettings, JwtSettings, OrganizationSettings, Settings
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, Sandbox, SandboxOptions
from tests.engine_under_test import ENGINE, assert_no_fallbacks

ISSUER = "https://identity.test"
AUDIENCE = "gateway"
UPSTREAM = "http://partner.test"

RoleName = Literal["administrator", "staff", "user"]

HOME, OTHER = DEMO_ORGANIZATIONS
NOON = datetime(2026, 10, 14, 12, 2, tzinfo=UTC)
"""When it is in the sandbox, unless a test moves its clock: states of devices hold still."""

RICH = 3
"""The position of the first end user of the sample data, who has a bit of everything."""

STAFF = 1
"""The position of somebody of the staff."""

TROUBLED = 7
"""The position of an end user one of whose heat pumps needs its owner."""


class GatewayUnderTest:
    """An async context manager. ``sandbox`` is the upstream, to look at and to break."""

    def __init__(
        self,
        options: SandboxOptions | None = None,
        sandbox: Sandbox | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        **settings: Any,  # noqa: ANN401 - fields of Settings
    ) -> None:
        self.sandbox = sandbox or Sandbox(options or SandboxOptions(), clock=lambda: NOON)
        self._key = ECKey.generate_key("P-256", {"kid": "test", "alg": "ES256", "use": "sig"})
        self._directory = tempfile.TemporaryDirectory()
        key_file = Path(self._directory.name) / "jwks.json"
        key_file.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}))
        self.settings = replace(_settings(key_file), **settings)
        self.app = create_app(self.settings, transport or httpx.ASGITransport(self.sandbox.app))
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://gateway.test", timeout=30
        )

    async def __aenter__(self) -> Self:
        self._lifespan = self.app.router.lifespan_context(self.app)
        await self._lifespan.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert_no_fallbacks(self.app.state.engine)
        await self.http.aclose()
        await self._lifespan.__aexit__(kind, error, trace)
        self._directory.cleanup()

    def token(
        self,
        role: str = "administrator",
        user_id: str | None = None,
        organization_id: str = HOME.organization_id,
        lifetime: timedelta = timedelta(hours=1),
        **claims: Any,  # noqa: ANN401 - any JSON
    ) -> str:
        """A bearer token that verifies; a claim given as None is left out."""
        now = datetime.now(UTC)
        payload = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "organization_id": organization_id,
            "role": role,
            "user_id": user_id,
            **claims,
        }
        present = {name: value for name, value in payload.items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": "test"}, present, self._key, algorithms=["ES256"])

    def bearer(self, role: RoleName = "administrator", user: int | None = None) -> dict[str, str]:
        """The header of a viewer of the first organization; ``user`` is a position in its users."""
        position = RICH if user is None and role == "user" else user
        user_id = None if position is None else self.user_row(position)["id"]
        return {"authorization": f"Bearer {self.token(role, user_id)}"}

    def user_row(self, position: int, organization_id: str = HOME.organization_id) -> dict[str, Any]:
        """A user of the sandbox, in the upstream's own words."""
        rows: list[dict[str, Any]] = self.sandbox.users(organization_id)
        return rows[position]

    def user_id(self, position: int = RICH, organization_id: str = HOME.organization_id) -> str:
        """The global id of a user of the sandbox."""
        return encode_id(IdKind.USER, organization_id, self.user_row(position, organization_id)["id"])

    def id_below(self, position: int, below: str, kind: IdKind, **having: object) -> str:
        """The global id of the first thing of that kind of a user whose row has these fields."""
        user_id = self.user_row(position)["id"]
        rows = self.sandbox.rows(f"/org/{HOME.organization_id}/users/{user_id}/{below}")
        row = next(each for each in rows if having.items() <= each.items())
        return encode_id(kind, HOME.organization_id, user_id, row["id"])

    async def post(
        self, query: str, headers: dict[str, str], variables: dict[str, Any] | None = None
    ) -> httpx.Response:
        """Send one operation and return the HTTP response."""
        body = {"query": query, "variables": variables}
        return await self.http.post("/graphql", json=body, headers=headers)

    async def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        role: RoleName = "administrator",
        user: int | None = None,
    ) -> dict[str, Any]:
        """Send one operation that must succeed; returns its data."""
        response = await self.post(query, self.bearer(role, user), variables)
        body = response.json()
        assert (response.status_code, body.get("errors")) == (200, None), body
        data: dict[str, Any] = body["data"]
        return data

    async def ask_with_errors(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        role: RoleName = "administrator",
        user: int | None = None,
    ) -> tuple[Any, list[tuple[str, list[str | int] | None]]]:
        """Send one operation; returns its data and its errors as (code, path)."""
        response = await self.post(query, self.bearer(role, user), variables)
        assert response.status_code == 200, response.text
        body = response.json()
        errors = [(error["extensions"]["code"], error.get("path")) for error in body.get("errors", [])]
        return body.get("data"), errors

    async def follow(
        self,
        subscription: str,
        variables: dict[str, Any] | None = None,
        *,
        role: RoleName = "administrator",
        user: int | None = None,
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The payloads of a subscription, below any protocol. Close the generator to leave."""
        operations: Operations = self.app.state.operations
        viewer = await self.app.state.authenticator.authenticate(self.bearer(role, user)["authorization"])
        request = GraphQLRequest(query=subscription, variables=variables)
        payloads = operations.events(await operations.begin(request, viewer, "test"), viewer, "test")
        try:
            async for payload in payloads:
                yield payload
        finally:
            await payloads.aclose()


def _settings(key_file: Path) -> Settings:
    return Settings(
        organizations=tuple(
            OrganizationSettings(
                organization_id=each.organization_id,
                partner_api_url=f"{UPSTREAM}{API_BASE}/",
                token_url=f"{UPSTREAM}{TOKEN_PATH}",
                client_id=each.client_id,
                client_secret=each.client_secret,
            )
            for each in DEMO_ORGANIZATIONS
        ),
        jwt=JwtSettings(
            jwks_url=None, jwks_file=key_file, issuer=ISSUER, audience=AUDIENCE, algorithms=("ES256",)
        ),
        production=False,
        introspection=True,
        # Tests count calls and change the sandbox behind the gateway's back; those about the cache
        # switch it on.
        cache=CacheSettings(is_enabled=False),
        engine=ENGINE,
    )
