"""The service token: fetched once, renewed early, replaced once, and never shown."""

import asyncio
import base64
import logging
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from domain.errors import (
    UpstreamError,
    UpstreamInvalidResponse,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from partner_api import PartnerApi, Timeouts, Upstream, UpstreamCall
from tests.partner_api.conftest import Clock
from tests.partner_api.scripted_upstream import (
    ORGANIZATION,
    SECRET,
    USER,
    Answer,
    ScriptedUpstream,
    json_answer,
)

pytestmark = pytest.mark.anyio

MakeApi = Callable[..., PartnerApi]


def token_of(upstream: ScriptedUpstream, index: int = -1) -> str:
    return upstream.seen[index].headers["authorization"]


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_the_request(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    await api.users(ORGANIZATION)

    (asked,) = upstream.token_requests
    scheme, _, credentials = asked.headers["authorization"].partition(" ")
    assert (asked.method, asked.path, asked.body) == (
        "POST",
        "/token",
        b'{"grant_type":"client_credentials"}',
    )
    assert asked.headers["content-type"] == "application/json"
    assert scheme == "Basic"
    assert base64.b64decode(credentials) == b"client:s3cret%2F%2B%25"


async def test_one_request_however_many_wait(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.token_gate = asyncio.Event()
    asked = [asyncio.ensure_future(api.users(ORGANIZATION)) for _ in range(50)]
    asked += [asyncio.ensure_future(api.users(ORGANIZATION)) for _ in range(50)]
    checked = asyncio.ensure_future(api.check(ORGANIZATION))
    await settle()
    upstream.token_gate.set()

    await asyncio.gather(*asked, checked)

    assert len(upstream.token_requests) == 1
    assert {seen.headers["authorization"] for seen in upstream.seen} == {"Bearer t1"}


async def test_check_fetches_a_token_and_keeps_it(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    await api.check(ORGANIZATION)
    await api.check(ORGANIZATION)
    await api.users(ORGANIZATION)

    assert len(upstream.token_requests) == 1
    assert len(upstream.seen) == 1


async def test_the_first_caller_may_leave(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.token_gate = asyncio.Event()
    first = asyncio.ensure_future(api.check(ORGANIZATION))
    await settle()
    others = [asyncio.ensure_future(api.users(ORGANIZATION)) for _ in range(10)]
    await settle()
    first.cancel()
    await settle()
    upstream.token_gate.set()

    assert await asyncio.gather(*others) == [()] * 10
    assert first.cancelled()
    assert len(upstream.token_requests) == 1


@pytest.mark.parametrize(
    ("expires_in", "still_good", "due"),
    [(36000, 35939, 35941), (100, 89, 91), ("100", 89, 91), (None, 269, 271)],
)
async def test_it_is_renewed_early_and_nobody_waits_for_that(
    expires_in: object,
    still_good: int,
    due: int,
    api: PartnerApi,
    upstream: ScriptedUpstream,
    clock: Clock,
) -> None:
    upstream.expires_in = expires_in
    start = clock.now
    await api.users(ORGANIZATION)
    clock.now = start + still_good
    await api.users(ORGANIZATION)
    assert len(upstream.token_requests) == 1

    upstream.token_gate = asyncio.Event()
    clock.now = start + due
    await api.users(ORGANIZATION)
    await api.users(ORGANIZATION)
    await settle()
    assert (len(upstream.token_requests), token_of(upstream)) == (2, "Bearer t1")

    upstream.token_gate.set()
    await settle()
    await api.users(ORGANIZATION)
    assert (len(upstream.token_requests), token_of(upstream)) == (2, "Bearer t2")


async def test_an_expired_one_is_not_used(api: PartnerApi, upstream: ScriptedUpstream, clock: Clock) -> None:
    await api.users(ORGANIZATION)
    clock.now += 36000
    await api.users(ORGANIZATION)

    assert token_of(upstream) == "Bearer t2"


async def test_while_renewal_fails_the_old_one_is_used_to_its_end(
    api: PartnerApi, upstream: ScriptedUpstream, clock: Clock
) -> None:
    await api.users(ORGANIZATION)
    upstream.token_answers = [Answer(status=500)]
    clock.now += 35950
    for _ in range(5):
        await api.users(ORGANIZATION)
        await settle()
    assert len(upstream.token_requests) == 2
    clock.now += 1.0
    await api.users(ORGANIZATION)
    await settle()
    assert len(upstream.token_requests) == 3

    clock.now += 60
    with pytest.raises(UpstreamUnavailable):
        await api.users(ORGANIZATION)
    upstream.token_answers = []
    clock.now += 1.0
    await api.users(ORGANIZATION)


async def test_after_a_401_it_is_replaced_and_the_call_repeated_once(
    api: PartnerApi, upstream: ScriptedUpstream, calls: list[UpstreamCall]
) -> None:
    await api.users(ORGANIZATION)
    upstream.refused = {"t1"}

    await api.users(ORGANIZATION, request_id="r1")

    assert [seen.headers["authorization"] for seen in upstream.seen[1:]] == ["Bearer t1", "Bearer t2"]
    assert [seen.headers["x-request-id"] for seen in upstream.seen[1:]] == ["r1", "r1"]
    assert len(upstream.token_requests) == 2
    assert [(call.operation, call.status, call.outcome) for call in calls] == [
        ("token", 200, "OK"),
        ("users", 200, "OK"),
        ("token", 200, "OK"),
        ("users", 200, "OK"),
    ]


async def test_after_a_second_401_the_call_is_refused(
    api: PartnerApi, upstream: ScriptedUpstream, clock: Clock
) -> None:
    upstream.refused = {f"t{number}" for number in range(100)}

    with pytest.raises(UpstreamRejected, match="users: status 401"):
        await api.users(ORGANIZATION)
    assert (len(upstream.seen), len(upstream.token_requests)) == (2, 2)

    for _ in range(10):
        with pytest.raises(UpstreamRejected, match="users: status 401"):
            await api.users(ORGANIZATION)
    assert (len(upstream.seen), len(upstream.token_requests)) == (12, 2)

    clock.now += 1.0
    upstream.refused = {"t1", "t2"}
    await api.users(ORGANIZATION)
    assert (len(upstream.seen), len(upstream.token_requests)) == (14, 3)


async def test_many_401s_at_once_lead_to_one_new_token(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    await api.check(ORGANIZATION)
    upstream.refused = {"t1"}

    await asyncio.gather(*(api.users(ORGANIZATION) for _ in range(60)))

    assert len(upstream.token_requests) == 2


async def test_a_late_401_for_an_old_token_does_not_cost_the_new_one(
    api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    gate = asyncio.Event()
    upstream.answers = [Answer(status=401, gate=gate), Answer()]
    late = asyncio.ensure_future(api.users(ORGANIZATION))
    await upstream.arrivals.get()
    upstream.refused = {"t1"}
    await api.users(ORGANIZATION)
    gate.set()

    assert await late == ()
    assert len(upstream.token_requests) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(status=400), UpstreamRejected),
        (Answer(status=401), UpstreamRejected),
        (Answer(status=403), UpstreamRejected),
        (Answer(status=404), UpstreamRejected),
        (Answer(status=302, headers={"location": "/login/"}), UpstreamRejected),
        (Answer(status=429, headers={"retry-after": "5"}), UpstreamThrottled),
        (Answer(status=500), UpstreamUnavailable),
        (Answer(headers={"content-type": "text/html"}), UpstreamInvalidResponse),
        (Answer(body=b"x" * 70_000), UpstreamInvalidResponse),
        (Answer(body=b"{}"), UpstreamInvalidResponse),
        (Answer(body=b"[" * 100_000), UpstreamInvalidResponse),
        (json_answer({"access_token": ""}), UpstreamInvalidResponse),
        (json_answer({"access_token": None}), UpstreamInvalidResponse),
        (json_answer({"access_token": "a\r\nX-Evil: 1"}), UpstreamInvalidResponse),
        (json_answer({"access_token": "a b"}), UpstreamInvalidResponse),
        (json_answer({"access_token": "x" * 9000}), UpstreamInvalidResponse),
        (json_answer({"access_token": "x", "token_type": "mac"}), UpstreamInvalidResponse),
        (json_answer({"access_token": "x", "expires_in": -1}), UpstreamInvalidResponse),
        (json_answer({"access_token": "x", "expires_in": "nan"}), UpstreamInvalidResponse),
        (json_answer({"access_token": "x", "expires_in": 1e300}), UpstreamInvalidResponse),
        (json_answer({"access_token": "x", "expires_in": []}), UpstreamInvalidResponse),
    ],
    ids=lambda each: repr(each)[:60],
)
async def test_a_failing_token_endpoint(
    answer: Answer, error: type[UpstreamError], api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.token_answers = [answer]

    with pytest.raises(error) as raised:
        await api.users(ORGANIZATION)

    assert type(raised.value) is error
    assert str(raised.value).startswith("users: token: ")
    if isinstance(raised.value, UpstreamThrottled):
        assert raised.value.retry_after_seconds == 5.0
    assert upstream.seen == []


async def test_a_failure_is_remembered_for_a_second(
    make_api: MakeApi, upstream: ScriptedUpstream, clock: Clock
) -> None:
    upstream.token_answers = [Answer(status=500)]
    api = make_api(max_connections=1000)

    users = await asyncio.gather(*(api.users(ORGANIZATION) for _ in range(1000)), return_exceptions=True)
    checks = await asyncio.gather(*(api.check(ORGANIZATION) for _ in range(100)), return_exceptions=True)
    results = [*users, *checks]

    assert {type(result) for result in results} == {UpstreamUnavailable}
    assert len({id(result) for result in results}) == 1100
    assert len(upstream.token_requests) == 1

    clock.now += 1.0
    upstream.token_answers = []
    assert await api.users(ORGANIZATION) == ()
    assert len(upstream.token_requests) == 2


async def test_refused_credentials_are_told_to_the_log(
    api: PartnerApi, upstream: ScriptedUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.token_answers = [Answer(status=401, body=b'{"error": "private words"}')]

    with pytest.raises(UpstreamRejected, match="users: token: credentials refused, status 401"):
        await api.users(ORGANIZATION)

    assert [
        (record.levelno, record.getMessage()) for record in caplog.records if record.name == "partner_api"
    ] == [
        (
            logging.ERROR,
            f"credentials refused by the token endpoint: organization={ORGANIZATION} status=401",
        )
    ]


async def test_a_token_endpoint_that_hangs_is_a_timeout(
    make_api: MakeApi, upstream: ScriptedUpstream
) -> None:
    upstream.token_gate = asyncio.Event()
    api = make_api(timeouts=Timeouts(total=0.02))

    with pytest.raises(UpstreamTimeout):
        await api.users(ORGANIZATION)
    with pytest.raises(UpstreamTimeout):
        await api.check(ORGANIZATION)


async def test_organizations_have_tokens_of_their_own(upstream: ScriptedUpstream) -> None:
    api = PartnerApi(
        [
            Upstream(ORGANIZATION, "http://u.test/one", "http://u.test/token", "c1", "s"),
            Upstream(USER, "http://u.test/two", "http://u.test/token", "c2", "s"),
        ],
        transport=httpx.ASGITransport(upstream),
    )

    await api.users(ORGANIZATION)
    await api.users(USER)
    await api.users(ORGANIZATION)
    await api.aclose()

    assert [(seen.path[:4], seen.headers["authorization"]) for seen in upstream.seen] == [
        ("/one", "Bearer t1"),
        ("/two", "Bearer t2"),
        ("/one", "Bearer t1"),
    ]


class Endless(httpx.AsyncByteStream):
    """A body that goes on, and counts how much of it was read."""

    pieces = 0
    closed = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(100_000):
            Endless.pieces += 1
            yield b"x" * 65536

    async def aclose(self) -> None:
        Endless.closed += 1


async def test_the_body_of_a_refusal_is_not_read(make_api: MakeApi) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            return httpx.Response(200, json={"access_token": "t", "expires_in": 60})
        return httpx.Response(401, stream=Endless())

    with pytest.raises(UpstreamRejected, match="users: status 401"):
        await make_api(transport=httpx.MockTransport(refuse)).users(ORGANIZATION)

    assert (Endless.pieces, Endless.closed) == (0, 2)


async def test_secrets_are_nowhere_to_be_seen(
    make_api: MakeApi, upstream: ScriptedUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = "tok-0123456789"
    upstream.token_answers = [json_answer({"access_token": token, "expires_in": 100})]
    told: list[UpstreamCall] = []
    api = make_api()
    shown: list[object] = [Upstream(ORGANIZATION, "http://u.test", "http://u.test/token", "c", SECRET), told]
    await api.users(ORGANIZATION)
    for status in (401, 404, 429, 500):
        upstream.answers = [Answer(status=status, body=token.encode())]
        with pytest.raises(UpstreamError) as raised:
            await api.users(ORGANIZATION)
        shown += [raised.value, raised.value.args, raised.value.__cause__]
    upstream.answers = [Answer(body=f'["{token}"]'.encode())]
    with pytest.raises(UpstreamInvalidResponse) as refused:
        await api.users(ORGANIZATION)
    organization = api._http._organizations[ORGANIZATION]
    shown += [refused.value, api, api._http, organization, organization.tokens]

    text = caplog.text + "".join(repr(each) + str(each) for each in shown)

    assert token not in text
    assert SECRET not in text
    assert base64.b64encode(SECRET.encode()).decode() not in text
