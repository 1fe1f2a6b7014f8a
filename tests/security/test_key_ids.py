"""What a token says about its key leads nowhere: not to a file, an address, a query, or another algorithm."""

import base64
import hmac
import json
import time
from pathlib import Path

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from gateway.authentication import Authenticator
from tests.gateway_under_test import AUDIENCE, HOME, ISSUER, GatewayUnderTest

pytestmark = pytest.mark.anyio

KEY_IDS: tuple[object, ...] = (
    "../../../../dev/null", "/dev/null", "/proc/self/environ", "file:///dev/null", "http://evil.example/keys",
    "' OR '1'='1", "test' UNION SELECT 'x' --", "test\x00", "test ", "TEST", "", "$(id)", "`id`", "{{7*7}}",
    "*", "__proto__", "a" * 4000, None, 0, True, [], ["test"], {"kid": "test"},
)  # fmt: skip


def packed(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims() -> dict[str, object]:
    return {
        "iss": ISSUER, "aud": AUDIENCE, "exp": int(time.time()) + 600, "role": "administrator",
        "organization_id": HOME.organization_id,
    }  # fmt: skip


@pytest.mark.parametrize("kid", KEY_IDS, ids=range(len(KEY_IDS)))
async def test_a_made_up_key_id_is_not_followed(
    gateway: GatewayUnderTest, kid: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an empty key, with the null device as the key, and with a key of one's own."""
    opened: list[Path] = []
    read = Path.read_bytes

    def noted(path: Path) -> bytes:
        opened.append(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    own = ECKey.generate_key("P-256")
    header, payload = {"alg": "HS256", "kid": kid}, packed(claims())
    signed = f"{packed(header)}.{payload}"
    tokens = [
        f"{signed}.{packed(hmac.digest(secret, signed.encode(), 'sha256'))}" for secret in (b"", b"\x00")
    ]
    tokens.append(f"{packed({'alg': 'none', 'kid': kid})}.{payload}.AA")
    if isinstance(kid, str | None):
        tokens.append(jwt.encode({"alg": "ES256", **({} if kid is None else {"kid": kid})}, claims(), own))
    for token in tokens:
        response = await gateway.post("{ viewer { role } }", {"authorization": f"Bearer {token}"})
        assert response.status_code == 401, token
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert set(opened) <= {gateway.settings.jwt.jwks_file}


@pytest.mark.parametrize("name", ["jku", "x5u", "jwk", "x5c"])
async def test_keys_and_addresses_in_a_header_are_not_looked_at(gateway: GatewayUnderTest, name: str) -> None:
    asked: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"keys": [own.as_dict(private=False)]})

    own = ECKey.generate_key("P-256", {"kid": "mine"})
    value = {"jwk": own.as_dict(private=False), "x5c": ["AAAA"]}.get(name, "http://evil.example/keys")
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        authenticator = Authenticator(gateway.settings.jwt, frozenset({HOME.organization_id}), http=http)
        for kid in ("mine", "test"):
            header = packed({"alg": "ES256", "kid": kid, name: value})
            with pytest.raises(Exception, match="no known key verifies the token"):
                await authenticator.authenticate(f"Bearer {header}.{packed(claims())}.{packed(b'x' * 64)}")
        await authenticator.aclose()
    assert asked == []
