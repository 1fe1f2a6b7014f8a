"""Bearer tokens: who gets in as whom, and everything that must not."""

import asyncio
import base64
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jws
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from domain.errors import IdentityUnavailable, Unauthenticated
from domain.ids import IdKind, encode_id
from domain.roles import Role, Viewer
from gateway.authentication import Authenticator
from gateway.settings import JwtSettings

pytestmark = pytest.mark.anyio

ORGANIZATION = "6f1d3c9a-90f4-4a6e-8a0e-0f6f6d8f1a01"
OTHER_ORGANIZATION = "6f1d3c9a-90f4-4a6e-8a0e-0f6f6d8f1a02"
USER = "0f8fad5b-d9cb-469f-a165-70867728950e"
START = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
KEYS_URL = "https://id.example/keys"

RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
OKP = OKPKey.generate_key("Ed25519", {"kid": "okp"})
STRANGER = OKPKey.generate_key("Ed25519", {"kid": "okp"})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class AnyAlgorithm(jws.JWSRegistry):
    """Lets a test sign with anything, as a forger would."""

    def get_alg(self, name: str) -> JWSAlgModel:
        return self.algorithms[name]


def sign(
    claims: object,
    key: Key = OKP,
    alg: str = "EdDSA",
    header: dict[str, Any] | None = None,
) -> str:
    protected = {"alg": alg, "kid": key.kid, **(header or {})}
    protected = {name: value for name, value in protected.items() if value is not None}
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return jws.serialize_compact(protected, payload, key, registry=AnyAlgorithm(strict_check_header=False))


def claims(**changes: object) -> dict[str, object]:
    good: dict[str, object] = {
        "iss": "https://id.example",
        "aud": "podero-gateway",
        "exp": int(START.timestamp()) + 300,
        "organization_id": ORGANIZATION,
        "role": "user",
        "user_id": USER,
    }
    changed = {**good, **changes}
    return {name: value for name, value in changed.items() if value is not ...}


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


class Provider:
    """The identity provider: serves a key set, counts, and can fail or wait."""

    def __init__(self, *keys: Key) -> None:
        self.keys = list(keys)
        self.fetches = 0
        self.answer: Callable[[], httpx.Response] = self.key_set
        self.gate: asyncio.Event | None = None

    def key_set(self) -> httpx.Response:
        return httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in self.keys]})

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        assert str(request.url) == KEYS_URL
        self.fetches += 1
        if self.gate is not None:
            await self.gate.wait()
        answer = self.answer()
        # Streamed as a socket would deliver it, not as something that was read already.
        stream = httpx.ByteStream(answer.content)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)


SETTINGS = JwtSettings(
    jwks_url=KEYS_URL, jwks_file=None, issuer="https://id.example", audience="podero-gateway"
)


class Setup:
    def __init__(self, provider: Provider, clock: Clock, authenticator: Authenticator) -> None:
        self.provider = provider
        self.clock = clock
        self.authenticator = authenticator

    async def enter(self, token: str) -> Viewer:
        return await self.authenticator.authenticate(f"Bearer {token}")

    async def renewal(self) -> None:
        """Wait for the key renewal that runs behind the answers."""
        reading = self.authenticator._ring._reading
        assert reading is not None
        await reading

    async def wait(self, token: str) -> str:
        """Be told that it cannot be told who is asking."""
        with pytest.raises(IdentityUnavailable) as unsure:
            await self.enter(token)
        assert token not in str(unsure.value)
        return str(unsure.value)

    async def refuse(self, token: str) -> str:
        with pytest.raises(Unauthenticated) as refused:
            await self.enter(token)
        assert token not in str(refused.value)
        return str(refused.value)


@asynccontextmanager
async def running(*keys: Key, settings: JwtSettings = SETTINGS) -> AsyncIterator[Setup]:
    provider, clock = Provider(*(keys or (RSA, EC, OKP))), Clock()
    async with httpx.AsyncClient(transport=httpx.MockTransport(provider)) as http:
        authenticator = Authenticator(settings, frozenset({ORGANIZATION}), http=http, clock=clock)
        try:
            yield Setup(provider, clock, authenticator)
        finally:
            await authenticator.aclose()


VIEWER = Viewer(
    organization_id=ORGANIZATION, role=Role.USER, user_id=USER, expires_at=START + timedelta(seconds=300)
)


@pytest.mark.parametrize(
    ("key", "alg"), [(RSA, "RS256"), (EC, "ES256"), (OKP, "EdDSA")], ids=["RS256", "ES256", "EdDSA"]
)
async def test_a_token_of_each_kind_of_key_stands_for_its_viewer(key: Key, alg: str) -> None:
    async with running() as it:
        assert await it.enter(sign(claims(), key, alg)) == VIEWER
        assert it.provider.fetches == 1


@pytest.mark.parametrize("alg", ["RS384", "RS512", "PS256", "PS384", "PS512"])
async def test_siblings_count_once_they_are_configured(alg: str) -> None:
    token = sign(claims(), RSA, alg)
    async with running() as it:
        assert await it.refuse(token) == "no known key verifies the token"
    async with running(settings=replace(SETTINGS, algorithms=(alg,))) as it:
        assert await it.enter(token) == VIEWER


@pytest.mark.parametrize("changed", [{"role": "administrator"}, {"role": "staff"}])
async def test_administrators_and_staff_need_no_user(changed: dict[str, object]) -> None:
    async with running() as it:
        without = await it.enter(sign(claims(**changed, user_id=...)))
        with_user = await it.enter(sign(claims(**changed)))
    assert (without.user_id, with_user.user_id) == (None, USER)
    assert without.role is Role[str(changed["role"]).upper()]


async def test_ids_are_lower_cased() -> None:
    async with running() as it:
        token = sign(claims(organization_id=ORGANIZATION.upper(), user_id=USER.upper()))
        assert await it.enter(token) == VIEWER


async def test_the_user_may_be_named_by_the_id_that_the_gateway_gave() -> None:
    async with running() as it:
        named = encode_id(IdKind.USER, ORGANIZATION, USER)
        assert await it.enter(sign(claims(user_id=named))) == VIEWER


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (encode_id(IdKind.USER, USER, USER), "the token's user is of another organization"),
        (encode_id(IdKind.BUILDING, ORGANIZATION, USER, USER), "the token's user is not a UUID"),
    ],
)
async def test_no_other_object_names_the_user(named: str, message: str) -> None:
    async with running() as it:
        with pytest.raises(Unauthenticated, match=message):
            await it.enter(sign(claims(user_id=named)))


async def test_claim_names_and_role_values_are_settings() -> None:
    settings = replace(
        SETTINGS,
        organization_claim="https://podero.example/org",
        role_claim="https://podero.example/role",
        user_claim="sub",
        user_role="end-user",
    )
    token = sign(
        claims(
            organization_id=..., role=..., user_id=...,
            **{
                "https://podero.example/org": ORGANIZATION,
                "https://podero.example/role": "end-user",
                "sub": USER,
            },
        )
    )  # fmt: skip
    async with running(settings=settings) as it:
        assert await it.enter(token) == VIEWER
        await it.refuse(sign(claims()))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://evil.example"}, "the token is from another issuer"),
        ({"iss": ...}, "the token is from another issuer"),
        ({"iss": ["https://id.example"]}, "the token is from another issuer"),
        ({"aud": "other"}, "the token is for another audience"),
        ({"aud": ...}, "the token is for another audience"),
        ({"aud": ["other", "podero-gateway-2"]}, "the token is for another audience"),
        ({"aud": {"podero-gateway": 1}}, "the token is for another audience"),
        ({"exp": ...}, "the token has no expiry"),
        ({"exp": None}, "the token has no expiry"),
        ({"exp": True}, "the claim exp is not a time"),
        ({"exp": "9999999999"}, "the claim exp is not a time"),
        ({"exp": 10**30}, "the claim exp is not a time"),
        ({"exp": -1}, "the claim exp is not a time"),
        ({"exp": int(START.timestamp()) - 30}, "the token has expired"),
        ({"nbf": int(START.timestamp()) + 31}, "the token is not valid yet"),
        ({"nbf": "now"}, "the claim nbf is not a time"),
        ({"organization_id": OTHER_ORGANIZATION}, "the token names no configured organization"),
        ({"organization_id": ...}, "the token names no configured organization"),
        ({"organization_id": [ORGANIZATION]}, "the token names no configured organization"),
        ({"organization_id": ORGANIZATION.replace("-", "")}, "the token names no configured organization"),
        ({"organization_id": f"{{{ORGANIZATION}}}"}, "the token names no configured organization"),
        ({"organization_id": f" {ORGANIZATION}"}, "the token names no configured organization"),
        ({"role": "admin"}, "the token names no known role"),
        ({"role": "Administrator"}, "the token names no known role"),
        ({"role": "administrator "}, "the token names no known role"),
        ({"role": ["administrator"]}, "the token names no known role"),
        ({"role": "OTHER"}, "the token names no known role"),
        ({"role": ...}, "the token names no known role"),
        ({"user_id": ...}, "the token of an end user names no user"),
        ({"user_id": None}, "the token of an end user names no user"),
        ({"user_id": ""}, "the token's user is not a UUID"),
        ({"user_id": f"../{USER}"}, "the token's user is not a UUID"),
        ({"user_id": f"{USER}\n"}, "the token's user is not a UUID"),
        ({"user_id": USER.replace("-", "")}, "the token's user is not a UUID"),
        ({"user_id": 7}, "the token's user is not a UUID"),
        ({"role": "staff", "user_id": "nobody"}, "the token's user is not a UUID"),
    ],
)
async def test_claims_that_are_refused(changes: dict[str, object], reason: str) -> None:
    async with running() as it:
        assert await it.refuse(sign(claims(**changes))) == reason


@pytest.mark.parametrize(
    "payload",
    [b"[]", b"5", b" ", b"\xff", b'{"exp": NaN}', b"[" * 4000, json.dumps(claims()).encode()[:-1]],
)
async def test_payloads_that_are_no_claims(payload: bytes) -> None:
    async with running() as it:
        assert await it.refuse(sign(payload)) == "the claims are not a JSON object"


async def test_expiry_includes_the_leeway_and_not_a_moment_more() -> None:
    token = sign(claims())
    async with running() as it:
        it.clock.advance(seconds=329.9)
        assert await it.enter(token) == VIEWER
        it.clock.advance(seconds=0.1)
        assert await it.refuse(token) == "the token has expired"
        assert await it.refuse(token) == "the token has expired"


async def test_not_before_includes_the_leeway() -> None:
    token = sign(claims(nbf=int(START.timestamp()) + 31))
    async with running() as it:
        await it.refuse(token)
        it.clock.advance(seconds=1)
        assert await it.enter(token) == VIEWER


@pytest.mark.parametrize(
    "authorization",
    [
        None, "", "Bearer", "Bearer ", "Basic dTpw", "Bearer a.b", "Bearer a.b.c.d", "Bearer a.b.",
        "Bearer .b.c", "Bearer a.b.c a.b.c", "Bearer a.b.c,Bearer a.b.c", "Bearer\ta.b.c", " Bearer a.b.c",
        "Bearer a.b.c ", "Bearer a.b.ç", "Bearer a.b.c\n", "Bearer: a.b.c", "Token a.b.c",
        "Bearer a=.b.c", "Bearer a.b.c", "x" * 9000,
    ],
)  # fmt: skip
async def test_headers_that_are_not_one_bearer_token(authorization: str | None) -> None:
    async with running() as it:
        with pytest.raises(Unauthenticated):
            await it.authenticator.authenticate(authorization)
        assert it.provider.fetches == 0


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
async def test_the_scheme_is_case_insensitive(scheme: str) -> None:
    async with running() as it:
        assert await it.authenticator.authenticate(f"{scheme} {sign(claims())}") == VIEWER


async def test_a_token_may_be_eight_kibibytes_and_no_longer() -> None:
    empty = len(sign(claims(note="")))
    longest = sign(claims(note="x" * ((8192 - empty) * 3 // 4)))
    assert 8186 <= len(longest) <= 8192
    async with running() as it:
        assert await it.enter(longest) == VIEWER
        assert await it.refuse(sign(claims(note="x" * 6500))) == "the token is too long"


def encoded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def test_unsigned_and_symmetric_tokens_are_refused() -> None:
    none = f"{encoded({'alg': 'none', 'kid': 'rsa'})}.{encoded(claims())}.AA"
    signed = f"{encoded({'alg': 'HS256', 'kid': 'rsa'})}.{encoded(claims())}"
    mac = hmac.digest(RSA.as_pem(private=False), signed.encode(), "sha256")
    confused = f"{signed}.{encoded(mac)}"
    async with running() as it:
        assert await it.refuse(none) == "no known key verifies the token"
        assert await it.refuse(confused) == "no known key verifies the token"


async def test_a_key_verifies_only_with_the_algorithms_of_its_kind() -> None:
    async with running() as it:
        for kid, key, alg in (("rsa", EC, "ES256"), ("ec", OKP, "EdDSA"), ("okp", RSA, "RS256")):
            assert (
                await it.refuse(sign(claims(), key, alg, {"kid": kid})) == "no known key verifies the token"
            )


async def test_a_forged_signature_is_refused() -> None:
    async with running() as it:
        assert await it.refuse(sign(claims(), STRANGER)) == "no known key verifies the token"
        head, _, signature = sign(claims()).split(".")
        assert await it.refuse(f"{head}.{encoded(claims(role='administrator'))}.{signature}")


async def test_keys_that_a_token_brings_along_are_ignored() -> None:
    header = {
        "jwk": STRANGER.as_dict(private=False),
        "jku": "https://evil.example",
        "x5u": "https://evil.example",
    }
    async with running() as it:
        assert await it.refuse(sign(claims(), STRANGER, header=header)) == "no known key verifies the token"
        assert await it.enter(sign(claims(), OKP, header=header)) == VIEWER


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"alg": "EdDSA", "crit": ["exp"], "exp": 1}, "the token asks for an extension"),
        ({"alg": "EdDSA", "b64": False, "crit": ["b64"]}, "the token asks for an extension"),
        ({"alg": "EdDSA", "typ": "logout+jwt"}, "the token is of another type"),
        ({"alg": ["EdDSA"]}, "the token's header is malformed"),
        ({"kid": "okp"}, "the token's header is malformed"),
        ({"alg": "EdDSA", "kid": 5}, "the token's header is malformed"),
        (["alg"], "the token's header is malformed"),
        (b"\xff\xfe", "the token's header is malformed"),
        (b'{"alg":"EdDSA"', "the token's header is malformed"),
        (b'{"x":' * 900, "the token's header is malformed"),
    ],
)  # fmt: skip
async def test_headers_that_are_refused_before_any_key_is_looked_up(header: object, reason: str) -> None:
    async with running() as it:
        assert await it.refuse(f"{encoded(header)}.{encoded(claims())}.AA") == reason
        assert it.provider.fetches == 0


@pytest.mark.parametrize("typ", ["JWT", "jwt", "at+jwt", "application/at+jwt"])
async def test_types_that_are_accepted(typ: str) -> None:
    async with running() as it:
        assert await it.enter(sign(claims(), header={"typ": typ})) == VIEWER


async def test_one_fetch_serves_all_who_wait() -> None:
    async with running() as it:
        it.provider.gate = asyncio.Event()
        tokens = [sign(claims(jti=number)) for number in range(20)]
        waiting = [asyncio.create_task(it.enter(token)) for token in tokens]
        await asyncio.sleep(0)
        waiting[0].cancel()
        it.provider.gate.set()
        with pytest.raises(asyncio.CancelledError):
            await waiting[0]
        assert await asyncio.gather(*waiting[1:]) == [VIEWER] * 19
        assert it.provider.fetches == 1


async def test_a_verified_token_is_not_verified_again_until_the_keys_change() -> None:
    async with running() as it:
        token = sign(claims(exp=int(START.timestamp()) + 3600))
        first = await it.enter(token)
        assert await it.enter(token) is first
        it.provider.keys = [RSA]
        it.clock.advance(minutes=10)
        assert await it.enter(token) is first  # the renewal runs behind this answer
        await it.renewal()
        assert it.provider.fetches == 2
        assert await it.refuse(token) == "no known key verifies the token"


async def test_an_unknown_key_id_fetches_at_most_once_in_ten_seconds() -> None:
    async with running(OKP) as it:
        it.provider.keys = [OKP]
        await it.enter(sign(claims()))
        it.clock.advance(seconds=10)
        for number in range(5):
            await it.refuse(sign(claims(), STRANGER, header={"kid": f"made-up-{number}"}))
        assert it.provider.fetches == 2
        it.provider.keys = [EC]
        it.clock.advance(seconds=9.9)
        await it.refuse(sign(claims(), EC, "ES256"))
        assert it.provider.fetches == 2
        it.clock.advance(seconds=0.1)
        assert await it.enter(sign(claims(), EC, "ES256")) == VIEWER
        assert it.provider.fetches == 3


async def test_a_known_key_id_with_a_bad_signature_fetches_nothing() -> None:
    async with running() as it:
        await it.enter(sign(claims()))
        it.clock.advance(minutes=5)
        await it.refuse(sign(claims(), STRANGER))
        assert it.provider.fetches == 1


async def test_tokens_and_keys_without_an_id_are_matched_by_algorithm() -> None:
    anonymous = OKPKey.import_key({name: OKP[name] for name in ("kty", "crv", "x", "d")})
    async with running() as it:
        it.provider.answer = lambda: httpx.Response(
            200, json={"keys": [{name: OKP[name] for name in ("kty", "crv", "x")}]}
        )
        assert await it.enter(sign(claims(), anonymous)) == VIEWER


async def test_a_new_key_without_an_id_is_found() -> None:
    old = {name: STRANGER[name] for name in ("kty", "crv", "x")}
    new = {name: OKP[name] for name in ("kty", "crv", "x")}
    async with running() as it:
        it.provider.answer = lambda: httpx.Response(200, json={"keys": [old]})
        assert await it.authenticator.ready() is None
        it.provider.answer = lambda: httpx.Response(200, json={"keys": [new]})
        it.clock.advance(minutes=1)
        assert await it.enter(sign(claims(), OKP, header={"kid": None})) == VIEWER


async def test_known_keys_are_used_while_the_provider_is_down() -> None:
    async with running() as it:
        assert await it.authenticator.ready() is None
        it.provider.answer = lambda: httpx.Response(503)
        it.clock.advance(minutes=10)
        token = sign(claims(exp=int(START.timestamp()) + 3600))
        viewer = await it.enter(token)
        await it.renewal()
        assert it.provider.fetches == 2
        assert (viewer.user_id, await it.authenticator.ready()) == (USER, None)


async def test_an_unknown_key_while_the_provider_is_down_may_be_a_good_one() -> None:
    """Nobody is told that their token is bad because the key could not be looked up."""
    async with running(OKP) as it:
        assert await it.enter(sign(claims())) == VIEWER
        it.provider.keys = [OKP, EC]
        it.provider.answer = lambda: httpx.Response(503)
        it.clock.advance(seconds=10)
        new = sign(claims(), EC, "ES256")
        assert await it.wait(new) == "the identity provider answered 503"
        assert await it.enter(sign(claims(jti="2"))) == VIEWER
        assert await it.refuse(sign(claims(), STRANGER)) == "no known key verifies the token"
        it.provider.answer = it.provider.key_set
        it.clock.advance(seconds=10)
        assert await it.enter(new) == VIEWER
        assert await it.refuse(sign(claims(), header={"kid": "made-up"})) == "no known key verifies the token"


async def test_keys_that_are_gone_are_forgotten_and_those_that_cannot_be_read_are_not() -> None:
    async with running(OKP, EC) as it:
        token = sign(claims(exp=int(START.timestamp()) + 36_000))
        viewer = await it.enter(token)
        it.provider.answer = lambda: httpx.Response(500)
        for _ in range(20):
            it.clock.advance(minutes=10)
            assert await it.enter(token) is viewer
            await it.renewal()
        it.provider.answer = it.provider.key_set
        it.provider.keys = [EC]
        it.clock.advance(minutes=10)
        await it.enter(token)
        await it.renewal()
        assert await it.refuse(token) == "no known key verifies the token"


def _unreachable() -> httpx.Response:
    raise httpx.ConnectError("refused")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda: httpx.Response(503), "the identity provider answered 503"),
        (lambda: httpx.Response(302, headers={"location": KEYS_URL}), "the identity provider answered 302"),
        (_unreachable, "the identity provider is unreachable: ConnectError"),
        (lambda: httpx.Response(200, content=b"x" * 262145), "the key set is larger than 262144 bytes"),
        (
            lambda: httpx.Response(200, content=b"x", headers={"content-encoding": "br"}),
            "the identity provider sent a compressed key set",
        ),
        (
            lambda: httpx.Response(200, content=b"<html>"),
            "the key set is not a JSON object with a list of keys",
        ),
        (lambda: httpx.Response(200, json={"keys": [{}] * 65}), "the key set has more than 64 keys"),
    ],
)
async def test_without_keys_it_says_why(answer: Callable[[], httpx.Response], reason: str) -> None:
    async with running() as it:
        it.provider.answer = answer
        assert await it.authenticator.ready() == reason
        assert await it.wait(sign(claims())) == reason
        assert it.provider.fetches == 1
        it.provider.answer = it.provider.key_set
        it.clock.advance(seconds=1)
        assert await it.authenticator.ready() is None


WEAK = {**RSA.as_dict(private=False), "n": encoded((3**640).to_bytes(128, "big"))}


@pytest.mark.parametrize(
    "key",
    [
        {**OKP.as_dict(private=False), "use": "enc"},
        {**OKP.as_dict(private=False), "key_ops": ["sign"]},
        {**OKP.as_dict(private=False), "alg": "RS256"},
        {**OKP.as_dict(private=False), "kid": 5},
        {**OKP.as_dict(private=False), "x": "AA"},
        {**OKP.as_dict(private=False), "x": None},
        {**OKP.as_dict(private=False), "crv": "X25519"},
        OKP.as_dict(private=True),
        {**EC.as_dict(private=False), "y": EC["x"]},
        {**EC.as_dict(private=False), "crv": "secp256k1"},
        OctKey.generate_key(256).as_dict(private=True),
        {"kty": "RSA", "kid": "rsa", "e": "AQAB"},
        WEAK,
        {"kty": ["RSA"]},
        {},
    ],
)
async def test_keys_that_must_not_verify_tokens(key: dict[str, object]) -> None:
    async with running() as it:
        it.provider.answer = lambda: httpx.Response(200, json={"keys": [key]})
        reason = "the key set has no public signature key for the configured algorithms"
        assert await it.authenticator.ready() == reason


async def test_keys_from_a_file_and_their_replacement(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    settings = replace(SETTINGS, jwks_url=None, jwks_file=file)
    clock = Clock()
    authenticator = Authenticator(settings, frozenset({ORGANIZATION}), clock=clock)
    assert await authenticator.ready() == "the key file cannot be read: No such file or directory"
    file.write_text(json.dumps({"keys": [OKP.as_dict(private=False)]}))
    clock.advance(seconds=1)
    assert await authenticator.authenticate(f"Bearer {sign(claims())}") == VIEWER
    file.write_text(json.dumps({"keys": [EC.as_dict(private=False)]}))
    clock.advance(minutes=1)
    assert await authenticator.authenticate(f"Bearer {sign(claims(), EC, 'ES256')}") == VIEWER
    await authenticator.aclose()


async def test_two_kinds_of_key_may_share_an_id() -> None:
    twin = RSAKey.import_key({**RSA.as_dict(private=True), "kid": "okp"})
    async with running(OKP, twin) as it:
        assert await it.enter(sign(claims(), OKP)) == VIEWER
        assert await it.enter(sign(claims(), twin, "RS256")) == VIEWER
