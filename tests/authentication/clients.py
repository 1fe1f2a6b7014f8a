"""Clients of the token endpoint. Their secrets are hashed with less work than in earnest."""

from dataclasses import dataclass

import httpx

from gateway.api_clients import secrets
from gateway.api_clients.secrets import hash_secret
from gateway.api_clients.signing_keys import SigningKeys, generate_signing_keys
from gateway.settings import ApiClientSettings, TokenEndpointSettings
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest

EARNEST = secrets._LOG_N
secrets._LOG_N = 4  # 2 ** 10 times less; tests of the hash itself put it back


def hash_in_earnest(secret: str) -> str:
    """The text of a hash that a real process accepts."""
    reduced, secrets._LOG_N = secrets._LOG_N, EARNEST
    try:
        return hash_secret(secret).text
    finally:
        secrets._LOG_N = reduced


BILLING_SECRET = "billing-" + "s" * 32
OLD_SECRET, NEW_SECRET = "old-" + "o" * 32, "new-" + "n" * 32

BILLING = ApiClientSettings(
    client_id="billing", organization_id=HOME.organization_id, secret_hashes=(hash_secret(BILLING_SECRET),)
)
ROTATING = ApiClientSettings(
    client_id="rotating",
    organization_id=OTHER.organization_id,
    secret_hashes=(hash_secret(OLD_SECRET), hash_secret(NEW_SECRET)),
)


@dataclass(frozen=True)
class Asked:
    """What became of a request for a token: the status, the body, and the headers."""

    status: int
    body: dict[str, object]
    headers: httpx.Headers

    @property
    def refusal(self) -> tuple[int, object]:
        return self.status, self.body.get("error")


def token_endpoint(
    *clients: ApiClientSettings, keys: SigningKeys | None = None, lifetime_seconds: int = 600
) -> TokenEndpointSettings:
    """Settings of an endpoint for these clients."""
    return TokenEndpointSettings(
        clients=clients or (BILLING, ROTATING),
        keys=keys or generate_signing_keys(),
        lifetime_seconds=lifetime_seconds,
    )


async def ask(
    gateway: GatewayUnderTest,
    *,
    auth: tuple[str, str] | None = None,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
    **form: str,
) -> Asked:
    """Ask for a token; the grant is filled in unless there is ``content``."""
    data = None if content is not None else {"grant_type": "client_credentials", **form}
    response = await gateway.http.post(
        "/oauth/token",
        data=data,
        content=content,
        headers=headers,
        auth=httpx.BasicAuth(*auth) if auth else httpx.USE_CLIENT_DEFAULT,
    )
    assert (response.headers["cache-control"], response.headers["pragma"]) == ("no-store", "no-cache")
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-request-id"]
    return Asked(response.status_code, response.json(), response.headers)


async def bearer(gateway: GatewayUnderTest, client_id: str, secret: str) -> dict[str, str]:
    """The header that a client gets in with."""
    asked = await ask(gateway, client_id=client_id, client_secret=secret)
    assert asked.status == 200, asked.body
    return {"authorization": f"Bearer {asked.body['access_token']}"}
