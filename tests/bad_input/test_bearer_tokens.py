"""Tokens that do not verify: one answer for all of them, and nothing else happens."""

import base64
import hmac
import json
import time
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.bad_input.answers import Outcome, outcome
from tests.gateway_under_test import AUDIENCE, HOME, ISSUER, OTHER, GatewayUnderTest

pytestmark = pytest.mark.anyio

UNAUTHENTICATED = Outcome(401, ..., [("UNAUTHENTICATED", None)])
USER = "71752191-a444-5e2d-be62-ef0847bbb916"
UNKNOWN_ORGANIZATION = "00000000-0000-4000-8000-000000000000"


async def check(gateway: GatewayUnderTest, authorization: str | None) -> None:
    headers = {} if authorization is None else {"authorization": authorization}
    query = "{ organization { users { totalCount } } }"
    response = await gateway.http.post("/graphql", json={"query": query}, headers=headers)
    assert outcome(response) == UNAUTHENTICATED, authorization
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["errors"][0]["message"] == "A valid bearer token is required."
    assert gateway.sandbox.calls == []
    assert gateway.sandbox.token_requests == 0


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def claims(**changes: object) -> dict[str, object]:
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": int(time.time()) + 3600,
        "organization_id": HOME.organization_id,
        "role": "administrator",
    }
    return {**good, **changes}


async def test_no_token_or_something_else(gateway: GatewayUnderTest) -> None:
    token = gateway.token()
    for authorization in (
        None,
        "",
        "Bearer",
        "Bearer ",
        token,
        f"Basic {token}",
        f"Token {token}",
        f"Bearer {token} {token}",
        f"Bearer {token},",
        f"Bearer {token}.x",
        f'Bearer "{token}"',
        f"Bearer\t{token}",
        "Bearer null",
        "Bearer ..",
        "Bearer a.b.c",
        "Bearer " + "a" * 9_000,
        "Bearer " + ".".join(["a" * 3_000] * 3),
        f"Bearer {token[:-10]}",
        f"Bearer {token.rpartition('.')[0]}.",
        "Basic dXNlcjpwYXNz",
    ):
        await check(gateway, authorization)


async def test_a_token_in_the_address_or_the_body_does_not_count(gateway: GatewayUnderTest) -> None:
    token = gateway.token()
    body = {"query": "{ viewer { role } }", "access_token": token}
    response = await gateway.http.post("/graphql", params={"access_token": token}, json=body)
    assert outcome(response) == UNAUTHENTICATED


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.test"},
        {"iss": f"{ISSUER}/"},
        {"iss": [ISSUER]},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": []},
        {"aud": None},
        {"aud": {AUDIENCE: True}},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": -1},
        {"exp": 10**30},
        {"exp": 0},
        {"nbf": 4_102_444_800},
        {"nbf": "now"},
        {"organization_id": None},
        {"organization_id": UNKNOWN_ORGANIZATION},
        {"organization_id": "../" + HOME.organization_id},
        {"organization_id": HOME.organization_id + "\n"},
        {"organization_id": [HOME.organization_id]},
        {"organization_id": HOME.name},
        {"organization_id": ""},
        {"role": None},
        {"role": "superhero"},
        {"role": "ADMINISTRATOR"},
        {"role": "admin"},
        {"role": ""},
        {"role": ["administrator"]},
        {"role": {"administrator": True}},
        {"role": "user", "user_id": None},
        {"role": "user", "user_id": ""},
        {"role": "user", "user_id": "*"},
        {"role": "user", "user_id": "../users"},
        {"role": "user", "user_id": f"{USER}/../{USER}"},
        {"role": "user", "user_id": 5},
        {"role": "user", "user_id": [USER]},
        {"role": "user", "user_id": USER.replace("-", "")},
        {"role": "administrator", "user_id": "not a UUID"},
        {"role": "staff", "user_id": {}},
    ],
    ids=repr,
)
async def test_claims_that_are_not_ours(gateway: GatewayUnderTest, changes: dict[str, object]) -> None:
    await check(gateway, f"Bearer {gateway.token(**changes)}")  # type: ignore[arg-type]


async def test_expired(gateway: GatewayUnderTest) -> None:
    await check(gateway, f"Bearer {gateway.token(lifetime=timedelta(minutes=-1))}")
    await check(gateway, f"Bearer {gateway.token(lifetime=timedelta(days=-400))}")


async def test_signed_by_somebody_else(gateway: GatewayUnderTest) -> None:
    for key_id in ("test", "other", None):
        key = ECKey.generate_key("P-256", {"kid": "test", "alg": "ES256", "use": "sig"})
        header = {"alg": "ES256"} if key_id is None else {"alg": "ES256", "kid": key_id}
        await check(gateway, f"Bearer {jwt.encode(header, claims(), key, algorithms=['ES256'])}")


async def test_signed_by_nobody(gateway: GatewayUnderTest) -> None:
    for algorithm in ("none", "None", "NONE", "nOnE", ""):
        header = packed({"alg": algorithm, "kid": "test", "typ": "JWT"})
        for signature in ("", "AA", packed("x")):
            await check(gateway, f"Bearer {header}.{packed(claims())}.{signature}")


async def test_signed_with_the_public_key_as_a_password(gateway: GatewayUnderTest) -> None:
    file = gateway.settings.jwt.jwks_file
    assert file is not None
    public = json.loads(file.read_text())["keys"][0]
    for secret in (
        ECKey.import_key(public).as_pem(private=False),
        ECKey.import_key(public).as_der(private=False),
        json.dumps(public).encode(),
        public["x"].encode(),
        b"",
    ):
        for algorithm, digest in (("HS256", "sha256"), ("HS512", "sha512")):
            signed = f"{packed({'alg': algorithm, 'kid': 'test'})}.{packed(claims())}"
            mac = hmac.digest(secret, signed.encode(), digest)
            signature = base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
            await check(gateway, f"Bearer {signed}.{signature}")


async def test_a_key_that_the_token_brings_along(gateway: GatewayUnderTest) -> None:
    key = ECKey.generate_key("P-256")
    header = {"alg": "ES256", "kid": "test", "jwk": key.as_dict(private=False)}
    await check(gateway, f"Bearer {jwt.encode(header, claims(), key, algorithms=['ES256'])}")


async def test_another_payload_under_a_good_signature(gateway: GatewayUnderTest) -> None:
    header, _, signature = gateway.token("user", USER).split(".")
    await check(gateway, f"Bearer {header}.{packed(claims())}.{signature}")
    await check(gateway, f"Bearer {packed({'alg': 'none'})}.{packed(claims())}.{signature}")


async def test_a_bad_token_comes_before_a_bad_request(gateway: GatewayUnderTest) -> None:
    response = await gateway.http.post("/graphql", content=b"x", headers={"authorization": "Bearer x"})
    assert outcome(response) == UNAUTHENTICATED


async def test_the_other_organization_is_another_world(gateway: GatewayUnderTest) -> None:
    """A good token of the other organization is good there, and for nothing else."""
    headers = {"authorization": f"Bearer {gateway.token(organization_id=OTHER.organization_id)}"}
    response = await gateway.post("{ organization { users { totalCount } } }", headers)
    assert response.status_code == 200
    assert gateway.sandbox.calls == [f"GET /org/{OTHER.organization_id}/users"]
