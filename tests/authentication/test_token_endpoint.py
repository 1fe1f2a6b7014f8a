"""Tokens for servers: who gets one, what it is good for, and everything that gets none."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt

from gateway.api_clients import checking, endpoint, secrets
from gateway.api_clients.checking import SecretChecks, TooManyChecks
from gateway.api_clients.signing_keys import SigningKeys, algorithm_of, generate_signing_keys
from gateway.api_clients.throttle import Throttle
from gateway.app import create_app
from gateway.authentication.own_tokens import ISSUER
from tests.authentication.clients import (
    BILLING,
    BILLING_SECRET,
    NEW_SECRET,
    OLD_SECRET,
    ROTATING,
    Asked,
    ask,
    bearer,
    token_endpoint,
)
from tests.gateway_under_test import AUDIENCE, HOME, OTHER, GatewayUnderTest

pytestmark = pytest.mark.anyio

KEYS = generate_signing_keys()
WHO = "{ viewer { role user { id } } organization { id users { totalCount } } }"
INVALID_CLIENT = (401, "invalid_client")


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[GatewayUnderTest]:
    async with GatewayUnderTest(token_endpoint=token_endpoint(keys=KEYS)) as gateway:
        yield gateway


def throttle_of(gateway: GatewayUnderTest) -> Throttle:
    (route,) = [route for route in gateway.app.routes if getattr(route, "path", "") == "/oauth/token"]
    found: Throttle = route.endpoint._throttle  # type: ignore[attr-defined]
    return found


@pytest.fixture
def gateway(running: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch) -> GatewayUnderTest:
    """The module's gateway, which remembers nobody's failures."""
    throttle_of(running)._buckets.clear()
    running.sandbox.reset_calls()
    return running


def signed(
    keys: SigningKeys = KEYS,
    kid: str | None = None,
    lifetime: timedelta = timedelta(minutes=5),
    **changes: object,
) -> dict[str, str]:
    """A token as the gateway would sign it, but for the changes."""
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "billing", "exp": int((now + lifetime).timestamp()),
        "organization_id": HOME.organization_id, "role": "administrator", **changes,
    }  # fmt: skip
    algorithm = algorithm_of(keys.signing)
    header = {"alg": algorithm, "kid": kid or keys.signing.kid}
    present = {name: value for name, value in claims.items() if value is not ...}
    return {"authorization": f"Bearer {jwt.encode(header, present, keys.signing, algorithms=[algorithm])}"}


async def test_a_client_is_an_administrator_of_its_organization(gateway: GatewayUnderTest) -> None:
    asked = await ask(gateway, client_id="billing", client_secret=BILLING_SECRET)
    assert asked.status == 200
    assert (asked.body["token_type"], asked.body["expires_in"]) == ("Bearer", 600)
    assert set(asked.body) == {"access_token", "token_type", "expires_in"}
    headers = {"authorization": f"Bearer {asked.body['access_token']}"}
    body = (await gateway.post(WHO, headers)).json()
    assert body["data"]["viewer"] == {"role": "ADMINISTRATOR", "user": None}
    assert gateway.sandbox.calls == [f"GET /org/{HOME.organization_id}/users"]


async def test_every_client_is_of_its_own_organization(gateway: GatewayUnderTest) -> None:
    await gateway.post(WHO, await bearer(gateway, "rotating", OLD_SECRET))
    assert gateway.sandbox.calls == [f"GET /org/{OTHER.organization_id}/users"]


async def test_both_secrets_are_good_while_one_replaces_the_other(gateway: GatewayUnderTest) -> None:
    for secret in (OLD_SECRET, NEW_SECRET):
        assert (await ask(gateway, auth=("rotating", secret))).status == 200


async def test_basic_credentials_are_form_encoded_first(gateway: GatewayUnderTest) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in BILLING_SECRET.encode())
    assert (await ask(gateway, auth=("billing", quoted))).status == 200
    assert (await ask(gateway, auth=("billing", BILLING_SECRET), client_id="billing")).status == 200


@pytest.mark.parametrize(
    ("client_id", "secret"),
    [
        ("billing", OLD_SECRET),
        ("billing", ""),
        ("billing", BILLING_SECRET + " "),
        ("billing", BILLING_SECRET[:-1]),
        ("billing", BILLING.secret_hashes[0].text),
        ("BILLING", BILLING_SECRET),
        ("billing\x00", BILLING_SECRET),
        ("nobody", BILLING_SECRET),
        ("", ""),
        ("ÿ€", "𝔘\x00\r\n"),
    ],
    ids=range(10),
)
async def test_who_gets_none(gateway: GatewayUnderTest, client_id: str, secret: str) -> None:
    asked = await ask(gateway, client_id=client_id, client_secret=secret)
    assert asked.refusal == INVALID_CLIENT
    assert asked.headers["www-authenticate"].startswith("Basic realm=")
    assert asked.body["error_description"] == "The client is not known or its secret is wrong."


def basic(text: bytes) -> str:
    return "Basic " + base64.b64encode(text).decode()


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic", "Basic !", "Basic bm9jb2xvbg==", basic(b"\xff:\xff"), basic(b"%ff:%ff"), "Bearer a.b.c",
        "Digest username=billing",
    ],
)  # fmt: skip
async def test_headers_that_hold_no_credentials(gateway: GatewayUnderTest, authorization: str) -> None:
    assert (await ask(gateway, headers={"authorization": authorization})).refusal == INVALID_CLIENT


FORM = {"content-type": "application/x-www-form-urlencoded"}
GOOD = f"grant_type=client_credentials&client_id=billing&client_secret={BILLING_SECRET}".encode()


@pytest.mark.parametrize(
    ("content", "headers", "refusal"),
    [
        (b"", FORM, (400, "invalid_request")),
        (GOOD, {}, (400, "invalid_request")),
        (GOOD, {"content-type": "application/json"}, (400, "invalid_request")),
        (json.dumps({"grant_type": "client_credentials"}).encode(), FORM, (400, "invalid_request")),
        (GOOD + b"&client_id=other", FORM, (400, "invalid_request")),
        (GOOD + b"&grant_type=client_credentials", FORM, (400, "invalid_request")),
        (GOOD + b"&x=%ff", FORM, (400, "invalid_request")),
        (GOOD + b"&x=\xff", FORM, (400, "invalid_request")),
        (GOOD + b"&a=1" * 20, FORM, (400, "invalid_request")),
        (GOOD + b"&x=" + b"x" * 8192, FORM, (413, "invalid_request")),
        (GOOD, {**FORM, "authorization": basic(b"billing:x")}, (400, "invalid_request")),
        (b"grant_type=client_credentials&client_id=a", {**FORM, "authorization": basic(b"b:x")},
         (400, "invalid_request")),
        (GOOD.replace(b"client_credentials", b"password"), FORM, (400, "unsupported_grant_type")),
        (GOOD.replace(b"client_credentials", b""), FORM, (400, "unsupported_grant_type")),
        (GOOD + b"&scope=everything", FORM, (400, "invalid_scope")),
        (b"grant_type=client_credentials", FORM, INVALID_CLIENT),
        (b"grant_type=client_credentials&client_id=billing", FORM, INVALID_CLIENT),
        (GOOD, {**FORM, "x-much": "x" * 33_000}, (431, "invalid_request")),
    ],
)  # fmt: skip
async def test_requests_that_are_not_well_formed(
    gateway: GatewayUnderTest, content: bytes, headers: dict[str, str], refusal: tuple[int, str]
) -> None:
    assert (await ask(gateway, content=content, headers=headers)).refusal == refusal


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(
        st.binary(max_size=60),
        st.text("=&%+ab;0f\x00", max_size=30).map(lambda text: GOOD + b"&" + text.encode()),
        st.text(max_size=20).map(lambda text: f"grant_type=client_credentials&client_id={text}".encode()),
    ),
    authorization=st.one_of(
        st.just(b""),
        st.binary(max_size=40).map(lambda raw: b"Basic " + base64.b64encode(raw)),
        st.binary(max_size=40).filter(lambda raw: not set(raw) & set(b"\r\n\x00")),
    ),
)
async def test_any_bytes_get_an_answer_of_the_standard(
    gateway: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch, body: bytes, authorization: bytes
) -> None:
    monkeypatch.setattr(checking, "_fits_any", lambda *_: False)
    throttle_of(gateway)._buckets.clear()
    headers = [(b"content-type", FORM["content-type"].encode()), (b"authorization", authorization)]
    response = await gateway.http.post("/oauth/token", content=body, headers=headers)
    assert response.status_code in {400, 401}
    assert set(response.json()) == {"error", "error_description"}


async def test_parameters_that_nobody_knows_are_ignored(gateway: GatewayUnderTest) -> None:
    asked = await ask(gateway, content=GOOD + b"&resource=x&scope=", headers=FORM)
    assert asked.status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_it_takes_post_only(gateway: GatewayUnderTest, method: str) -> None:
    response = await gateway.http.request(
        method, "/oauth/token", params={"client_id": "billing", "client_secret": BILLING_SECRET}
    )
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_there_is_none_unless_it_is_configured() -> None:
    async with GatewayUnderTest() as gateway:
        assert (await gateway.http.post("/oauth/token", content=GOOD, headers=FORM)).status_code == 404
        assert (await gateway.post(WHO, signed())).status_code == 401


async def test_unknown_clients_take_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many hashes for each request, whoever asks and whichever secret fits."""
    hashed: list[str] = []
    real = secrets._digest

    def counted(secret: str, salt: bytes) -> bytes:
        hashed.append(secret)
        return real(secret, salt)

    monkeypatch.setattr(secrets, "_digest", counted)
    checks = SecretChecks([BILLING, ROTATING])
    work = {}
    for client_id, secret in (
        ("billing", BILLING_SECRET), ("billing", "wrong"), ("rotating", OLD_SECRET), ("rotating", NEW_SECRET),
        ("rotating", "wrong"), ("nobody", "wrong"),
    ):  # fmt: skip
        hashed.clear()
        client = await checks.check(client_id, secret)
        work[client_id, secret == "wrong", client is not None] = len(hashed)
    checks.close()
    assert set(work.values()) == {2}
    assert sorted(work) == [
        ("billing", False, True), ("billing", True, False), ("nobody", True, False),
        ("rotating", False, True), ("rotating", True, False),
    ]  # fmt: skip


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - threads set no events of this loop
            await asyncio.sleep(0.001)


async def test_so_many_are_compared_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers that go away make no room: their threads still run. The event loop is free meanwhile."""
    release = asyncio.Event()
    loop = asyncio.get_running_loop()
    started = []

    def slow(hashes: object, secret: str) -> bool:
        started.append(secret)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(timeout=5)
        return False

    monkeypatch.setattr(checking, "_fits_any", slow)
    checks = SecretChecks([BILLING])
    waiting = [asyncio.create_task(checks.check("billing", str(number))) for number in range(8)]
    await until(lambda: len(started) == 2)
    for task in waiting[:4]:
        task.cancel()
    await asyncio.sleep(0)
    with pytest.raises(TooManyChecks):
        await checks.check("billing", "another")
    assert started == ["0", "1"]
    release.set()
    assert await asyncio.gather(*waiting[4:]) == [None] * 4
    await until(lambda: checks._pending == 0)
    assert await checks.check("billing", "another") is None
    checks.close()


async def test_too_many_at_once_are_asked_to_come_again(
    gateway: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_MOST_PENDING", 0)
    asked = await ask(gateway, client_id="billing", client_secret=BILLING_SECRET)
    assert asked.refusal == (503, "temporarily_unavailable")
    assert asked.headers["retry-after"] == "1"


async def failing(gateway: GatewayUnderTest, client_id: str, times: int) -> list[Asked]:
    return [await ask(gateway, client_id=client_id, client_secret="wrong") for _ in range(times)]


async def test_who_fails_too_often_waits(gateway: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_fits_any", lambda _, secret: secret == BILLING_SECRET)
    for client_id in ("billing", "nobody"):
        refusals = [asked.refusal for asked in await failing(gateway, client_id, 7)]
        assert refusals == [INVALID_CLIENT] * 5 + [(429, "temporarily_unavailable")] * 2, client_id
    last = await ask(gateway, client_id="billing", client_secret=BILLING_SECRET)
    assert last.refusal == (429, "temporarily_unavailable")
    assert 1 <= int(last.headers["retry-after"]) <= 10
    # Another client of the same address is still welcome.
    assert (await ask(gateway, client_id="rotating", client_secret=BILLING_SECRET)).status == 200


async def test_an_address_that_fails_with_many_names_waits(
    gateway: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_fits_any", lambda *_: False)
    refusals = [(await failing(gateway, f"guess-{number}", 1))[0].refusal for number in range(22)]
    assert refusals == [INVALID_CLIENT] * 20 + [(429, "temporarily_unavailable")] * 2


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "nobody"},
        {"sub": ...},
        {"sub": 5},
        {"sub": "rotating"},
        {"organization_id": OTHER.organization_id},
        {"iss": "https://identity.test"},
        {"aud": "another"},
        {"role": "superhero"},
        {"lifetime": timedelta(minutes=-1)},
        {"kid": "test"},
        {"keys": generate_signing_keys()},
        {"keys": generate_signing_keys(), "kid": KEYS.signing.kid},
    ],
    ids=range(12),
)
async def test_tokens_that_look_like_its_own(gateway: GatewayUnderTest, changes: dict[str, object]) -> None:
    assert (await gateway.post(WHO, signed())).status_code == 200
    gateway.sandbox.reset_calls()
    response = await gateway.post(WHO, signed(**changes))  # type: ignore[arg-type]
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert gateway.sandbox.calls == []


async def test_the_identity_provider_cannot_speak_for_the_gateway(gateway: GatewayUnderTest) -> None:
    token = gateway.token(iss=ISSUER, sub="billing")
    assert (await gateway.post(WHO, {"authorization": f"Bearer {token}"})).status_code == 401


async def test_a_client_that_was_removed_is_out_at_the_next_start() -> None:
    async with GatewayUnderTest(token_endpoint=token_endpoint(keys=KEYS)) as before:
        headers = await bearer(before, "billing", BILLING_SECRET)
        async with GatewayUnderTest(token_endpoint=token_endpoint(ROTATING, keys=KEYS)) as after:
            assert (await before.post(WHO, headers)).status_code == 200
            assert (await after.post(WHO, headers)).status_code == 401


async def test_replicas_with_one_key_accept_each_others_tokens_also_while_it_is_replaced() -> None:
    new = generate_signing_keys()
    both = SigningKeys((*new.keys, *KEYS.keys))
    async with (
        GatewayUnderTest(token_endpoint=token_endpoint(keys=KEYS)) as old_one,
        GatewayUnderTest(token_endpoint=token_endpoint(keys=both)) as next_one,
        GatewayUnderTest(token_endpoint=token_endpoint()) as stranger,
    ):
        of_old = await bearer(old_one, "billing", BILLING_SECRET)
        of_next = await bearer(next_one, "billing", BILLING_SECRET)
        answers = [
            (await gateway.post(WHO, headers)).status_code
            for gateway, headers in (
                (next_one, of_old), (next_one, of_next), (old_one, of_next), (stranger, of_old)
            )
        ]  # fmt: skip
    assert answers == [200, 200, 401, 401]


async def test_who_it_was_is_in_the_audit_log_and_no_secret_is(
    gateway: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    headers = await bearer(gateway, "billing", BILLING_SECRET)
    await ask(gateway, client_id=BILLING_SECRET, client_secret="wrong")
    query = 'mutation { userDelete(input: {id: "none"}) { userErrors { code } } }'
    await gateway.post(query, headers)
    (line,) = [record for record in caplog.records if record.name == "gateway.audit"]
    assert (line.__dict__["client_id"], line.__dict__["viewer_id"]) == ("billing", None)
    told = [
        (record.getMessage(), record.__dict__["client_id"])
        for record in caplog.records
        if record.name == endpoint._log.name
    ]
    assert told == [("token issued", "billing"), ("token refused", None)]
    everything = repr([record.__dict__ for record in caplog.records])
    assert BILLING_SECRET not in everything
    assert headers["authorization"] not in everything


async def test_a_process_with_a_key_of_its_own_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async with GatewayUnderTest() as gateway:
        without = replace(gateway.settings, token_endpoint=replace(token_endpoint(), keys=None))
        create_app(without)
    (line,) = [record for record in caplog.records if record.name == "gateway.authentication"]
    assert "good in this process only" in line.getMessage()
