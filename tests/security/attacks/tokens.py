"""Tokens that nobody gave."""

import base64
import hmac
import json
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from tests.security.attacks.attack import VIEWER, Target, assert_refused, attack
from tests.served_gateway import AUDIENCE, HOME, ISSUER

_KEY_IDS = (
    "../../../../dev/null",
    "/proc/self/environ",
    "file:///dev/null",
    "http://127.0.0.1:9/keys",
    "' OR '1'='1",
    "served' UNION SELECT 'x' --",
    "served\x00",
    "SERVED",
    "",
    "a" * 3000,
    None,
    0,
    ["served"],
)


def _packed(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _claims() -> dict[str, Any]:
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": int(time.time()) + 600,
        "organization_id": HOME.organization_id,
        "role": "administrator",
    }


def _symmetric(secret: bytes, **header: Any) -> str:
    signed = f"{_packed({'alg': 'HS256', 'kid': 'served', **header})}.{_packed(_claims())}"
    return f"{signed}.{_packed(hmac.digest(secret, signed.encode(), 'sha256'))}"


async def _assert_nobody(target: Target, *tokens: str) -> None:
    target.gateway.forget_calls()
    body = json.dumps({"query": VIEWER}).encode()
    for token in tokens:
        assert_refused(await target.send(body, token=token), "UNAUTHENTICATED", 401)
    assert target.gateway.calls() == []


@attack("JWT: no signature")
async def unsigned_token(target: Target) -> None:
    payload = _packed(_claims())
    headers = [_packed({"alg": alg, "kid": "served"}) for alg in ("none", "None", "NONE", "", None)]
    signatures = ("", "AA", target.token.rpartition(".")[2])
    await _assert_nobody(
        target, *(f"{head}.{payload}.{signature}" for head in headers for signature in signatures)
    )


@attack("JWT: the public key as a password")
async def algorithm_confusion(target: Target) -> None:
    public = target.gateway.key.as_dict(private=False)
    secrets = (
        target.gateway.key.as_pem(private=False),
        target.gateway.key.as_der(private=False),
        json.dumps(public).encode(),
        base64.urlsafe_b64decode(str(public["x"]) + "="),
    )
    await _assert_nobody(target, *(_symmetric(secret) for secret in secrets))


@attack("JWT: kid injection")
async def key_id_injection(target: Target) -> None:
    own = ECKey.generate_key("P-256")
    await _assert_nobody(
        target,
        *(_symmetric(secret, kid=kid) for kid in _KEY_IDS for secret in (b"", b"\x00")),
        *(
            jwt.encode({"alg": "ES256", "kid": kid}, _claims(), own)
            for kid in _KEY_IDS
            if isinstance(kid, str)
        ),
    )


@attack("JWT: a key that the token brings along, and critical headers that nobody knows")
async def headers_of_a_token(target: Target) -> None:
    own = ECKey.generate_key("P-256")
    payload = _packed(_claims())
    brought: tuple[dict[str, Any], ...] = (
        {"jwk": own.as_dict(private=False)},
        {"jku": "http://127.0.0.1:9/keys"},
        {"x5u": "http://127.0.0.1:9/keys"},
        {"crit": ["exp"]},
        {"crit": ["b64"], "b64": False},
        {"crit": []},
        {"zip": "DEF"},
    )
    signature = target.token.rpartition(".")[2]
    await _assert_nobody(
        target,
        *(f"{_packed({'alg': 'ES256', 'kid': 'served', **more})}.{payload}.{signature}" for more in brought),
        jwt.encode({"alg": "ES256", "jwk": own.as_dict(private=False)}, _claims(), own),
    )


@attack("JWT: somebody else's payload under a good signature")
async def exchanged_payload(target: Target) -> None:
    head, _, signature = target.token.split(".")
    await _assert_nobody(
        target,
        f"{head}.{_packed(_claims())}.{signature}",
        f"{head}.{_packed(_claims())}.{_packed(bytes(64))}",  # the signature that is nought
        target.token + "=",
        target.token + ".x",
    )


@attack("Guessing tokens")
async def many_wrong_tokens(target: Target) -> None:
    own = ECKey.generate_key("P-256")
    await _assert_nobody(
        target,
        *(jwt.encode({"alg": "ES256", "kid": f"k{each}"}, _claims(), own) for each in range(100)),
    )
