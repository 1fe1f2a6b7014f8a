"""The real endpoint and authentication over the small schema, in this process."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from cache import Claim
from domain.roles import Viewer
from execution import Documents
from gateway.authentication import Authenticator
from gateway.errors import CODES
from gateway.http.endpoint import HttpEndpoint
from gateway.operations import Operations
from gateway.persisted import AutomaticQueries
from gateway.settings import JwtSettings
from gateway.telemetry import OperationRecord
from gateway.texts import Texts
from gateway.writing import make_once, open_journal
from resolvers.context import Context
from tests.engine_under_test import assert_no_fallbacks, engine_under_test
from tests.http.small_schema import SmallContext, World, small_schema

RESPONSE = "application/graphql-response+json"
LEGACY = "application/json"
EVENTS = "text/event-stream"
PARTS = "multipart/mixed;incrementalSpec=v0.2"

_ORGANIZATION = "5f0c2b8e-6a1d-4c57-9d3e-0a4b7c1e9f21"


class Identity:
    """Signs tokens, and says in a file how to verify them."""

    def __init__(self, directory: Path) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "test", "alg": "ES256", "use": "sig"})
        key_file = directory / "jwks.json"
        key_file.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}))
        self.settings = JwtSettings(
            jwks_url=None, jwks_file=key_file, issuer="test", audience="test", algorithms=("ES256",)
        )

    def token(self) -> str:
        """A token of an administrator."""
        expires = datetime.now(UTC) + timedelta(hours=1)
        claims = {"iss": "test", "aud": "test", "exp": int(expires.timestamp()), "role": "administrator"}
        claims["organization_id"] = _ORGANIZATION
        return jwt.encode({"alg": "ES256", "kid": "test"}, claims, self._key, algorithms=["ES256"])


class SmallGateway:
    """An async context manager. ``http`` is a client with a token."""

    def __init__(
        self,
        identity: Identity,
        *,
        trusted: Mapping[str, str] | None = None,
        automatic: AutomaticQueries | None = None,
        trusted_only: bool = False,
        max_batch: int = 0,
        max_body_bytes: int = 10_000,
        keep_alive_seconds: float = 60,
    ) -> None:
        self.world = World()
        self._broken: BaseException | None = None
        self.automatic = automatic
        schema = small_schema(self.world)
        self._engine = engine_under_test(schema)
        operations = Operations(
            self._engine,
            Documents(schema),
            Texts(trusted or {}, automatic, trusted_only=trusted_only),
            self._context,
            make_once(open_journal(None), 1),
            self._check_standing,
            deadline_seconds=10,
            suggestions=False,
        )
        self._authenticator = Authenticator(identity.settings, frozenset({_ORGANIZATION}))
        self.endpoint = HttpEndpoint(
            operations,
            self._authenticator,
            max_body_bytes=max_body_bytes,
            max_batch=max_batch,
            keep_alive_seconds=keep_alive_seconds,
        )
        self.bearer = {"authorization": f"Bearer {identity.token()}"}
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.endpoint),
            base_url="http://gateway.test",
            headers=self.bearer,
        )
        # Tests say what they accept; httpx would otherwise say something for them.
        for name in ("accept", "accept-encoding"):
            del self.http.headers[name]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert_no_fallbacks(self._engine)
        await self.http.aclose()
        await self._authenticator.aclose()

    async def post(self, query: str, accept: str | None = None, **members: Any) -> httpx.Response:  # noqa: ANN401
        """Send one operation; ``members`` are further ones of the request."""
        return await self.send({"query": query, **members}, accept)

    async def send(self, body: object, accept: str | None = None) -> httpx.Response:
        """Send any JSON."""
        headers = {} if accept is None else {"accept": accept}
        return await self.http.post("/graphql", json=body, headers=headers)

    async def get(self, query: str, **headers: str) -> httpx.Response:
        """Ask by address; underscores in the names of headers stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.get("/graphql", params={"query": query}, headers=named)

    def break_contexts(self, error: BaseException) -> None:
        """Let every operation fail before it begins, with something that nobody foresaw."""
        self._broken = error

    def _context(
        self, viewer: Viewer, request_id: str, _claim: Claim | None, _record: OperationRecord
    ) -> Context:
        if self._broken is not None:
            raise self._broken
        return cast("Context", SmallContext(viewer, request_id))

    async def _check_standing(self, _viewer: Viewer, _request_id: str) -> None:
        if self.world.standing is not None:
            raise self.world.standing


def codes(response: httpx.Response) -> list[str]:
    """The codes of a response's errors, after checking what holds for all of them."""
    errors = response.json()["errors"]
    for error in errors:
        check_error(error, response.headers["x-request-id"])
    return [error["extensions"]["code"] for error in errors]


def check_error(error: Any, request_id: str) -> None:  # noqa: ANN401 - JSON
    """What holds for every error."""
    assert set(error) <= {"message", "locations", "path", "extensions"}, error
    assert error["message"], error
    assert "told to nobody" not in error["message"], error
    assert error["extensions"]["code"] in CODES, error
    assert error["extensions"]["requestId"] == request_id, error
