"""Every way in which the upstream can fail, and the one error that each becomes."""

import asyncio
import contextlib
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from domain.errors import (
    UpstreamError,
    UpstreamInvalidResponse,
    UpstreamNotFound,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from partner_api import PartnerApi, Timeouts, UpstreamCall
from partner_api.body import MAXIMUM_BYTES
from sandbox import DEMO_ORGANIZATIONS, Fault, Sandbox, SandboxOptions
from sandbox.faults import FaultKind
from tests.partner_api.conftest import ONCE, sandbox_upstreams
from tests.partner_api.live_server import serve
from tests.partner_api.scripted_upstream import ORGANIZATION, USER, Answer, ScriptedUpstream

pytestmark = pytest.mark.anyio

MakeApi = Callable[..., PartnerApi]
JSON = {"content-type": "application/json"}
DEMO = DEMO_ORGANIZATIONS[0].organization_id


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (300, UpstreamRejected),
        (304, UpstreamRejected),
        (400, UpstreamRejected),
        (402, UpstreamRejected),
        (403, UpstreamRejected),
        (404, UpstreamNotFound),
        (409, UpstreamRejected),
        (410, UpstreamRejected),
        (422, UpstreamRejected),
        (429, UpstreamThrottled),
        (500, UpstreamUnavailable),
        (502, UpstreamUnavailable),
        (503, UpstreamUnavailable),
        (504, UpstreamUnavailable),
        (599, UpstreamUnavailable),
    ],
)
async def test_statuses(
    status: int,
    error: type[UpstreamError],
    api: PartnerApi,
    upstream: ScriptedUpstream,
    calls: list[UpstreamCall],
) -> None:
    upstream.answers = [Answer(status=status, body=b'{"detail": "private words"}')]

    with pytest.raises(error) as raised:
        await api.user(ORGANIZATION, USER)

    assert type(raised.value) is error
    assert str(raised.value) == f"user: status {status}"
    assert len(upstream.seen) == 1
    assert (calls[-1].status, calls[-1].outcome) == (status, error.code)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "999999"}, 3600.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "٧"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        (
            {
                "date": "Tue, 09 Jun 2026 10:00:00 GMT",
                "retry-after": "Tue, 09 Jun 2026 10:01:30 GMT",
            },
            90.0,
        ),
        (
            {
                "date": "Tue, 09 Jun 2026 10:00:00 GMT",
                "retry-after": "Tue, 09 Jun 2026 09:00:00 GMT",
            },
            0.0,
        ),
        ({"retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"}, 0.0),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 3600.0),
        ({"retry-after": "Fri, 99 Dec 9999 99:99:99 GMT"}, None),
    ],
)
async def test_retry_after(
    headers: dict[str, str], seconds: float | None, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    # Header values are latin-1 on the wire; one case has digits that are not ASCII.
    sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    upstream.answers = [Answer(status=429, headers=JSON | sent)]

    with pytest.raises(UpstreamThrottled) as raised:
        await api.users(ORGANIZATION)

    assert raised.value.retry_after_seconds == seconds


@pytest.mark.parametrize(
    ("content_type", "is_json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/problem+json", True),
        ("text/html", False),
        ("text/json", False),
        ("application/jsonp", False),
        ("", False),
        (None, False),
    ],
)
async def test_the_content_type_must_be_json(
    content_type: str | None, is_json: bool, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [Answer(headers={} if content_type is None else {"content-type": content_type})]

    if is_json:
        assert await api.users(ORGANIZATION) == ()
    else:
        with pytest.raises(UpstreamInvalidResponse, match="content type"):
            await api.users(ORGANIZATION)


@pytest.mark.parametrize("length", [2, MAXIMUM_BYTES + 1])
async def test_a_transport_may_answer_without_a_stream(length: int, make_api: MakeApi) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            return httpx.Response(200, json={"access_token": "t", "expires_in": 60})
        return httpx.Response(200, content=b"[]".ljust(length), headers=JSON)

    api = make_api(transport=httpx.MockTransport(answer))

    if length == 2:
        assert await api.users(ORGANIZATION) == ()
    else:
        with pytest.raises(UpstreamInvalidResponse, match="too large"):
            await api.users(ORGANIZATION)


def packed(body: bytes) -> Answer:
    return Answer(body=gzip.compress(body), headers=JSON | {"content-encoding": "gzip"})


async def test_gzip_is_unpacked(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    row = {"id": USER, "role": "user", "email": "a@example.test"}
    upstream.answers = [packed(json.dumps([row] * 500).encode())]

    assert len(await api.users(ORGANIZATION)) == 500


@pytest.mark.parametrize(
    "answer",
    [
        packed(b'["' + b"x" * MAXIMUM_BYTES + b'"]'),
        packed(b"[" + b" " * (4 * MAXIMUM_BYTES) + b"]"),
        Answer(body=b'["' + b"x" * MAXIMUM_BYTES + b'"]'),
    ],
    ids=["packed", "a packed bomb", "plain"],
)
async def test_a_body_that_is_too_large_is_given_up(
    answer: Answer, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [answer]

    with pytest.raises(UpstreamInvalidResponse, match="too large"):
        await api.users(ORGANIZATION)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b"[]", headers=JSON | {"content-encoding": "gzip"}),
        Answer(body=gzip.compress(b"[]")[:-3], headers=JSON | {"content-encoding": "gzip"}),
        Answer(body=gzip.compress(b"[]") * 2, headers=JSON | {"content-encoding": "gzip"}),
        Answer(body=b"", headers=JSON | {"content-encoding": "gzip"}),
        Answer(body=zlib.compress(b"[]"), headers=JSON | {"content-encoding": "deflate"}),
        Answer(body=gzip.compress(gzip.compress(b"[]")), headers=JSON | {"content-encoding": "gzip, gzip"}),
        Answer(body=b"[]", headers=JSON | {"content-encoding": "br"}),
    ],
    ids=["not gzip", "cut off", "two members", "empty", "deflate", "twice", "br"],
)
async def test_a_body_packed_otherwise_is_refused(
    answer: Answer, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [answer]

    with pytest.raises(UpstreamInvalidResponse):
        await api.users(ORGANIZATION)


FAULTS = [
    (Fault(match="users$", kind="status", status=500), UpstreamUnavailable),
    (Fault(match="users$", kind="status", status=429, headers={"retry-after": "3"}), UpstreamThrottled),
    (Fault(match="users$", kind="hang"), UpstreamTimeout),
    (Fault(match="users$", kind="slow_body", seconds=3000), UpstreamTimeout),
    (Fault(match="users$", kind="reset"), UpstreamUnavailable),
    (Fault(match="users$", kind="garbage"), UpstreamInvalidResponse),
    (Fault(match="users$", kind="wrong_shape"), UpstreamInvalidResponse),
    (Fault(match="users$", kind="html"), UpstreamUnavailable),
    (Fault(match="users$", kind="html", status=200), UpstreamInvalidResponse),
    (Fault(match="users$", kind="redirect"), UpstreamRejected),
    (Fault(match="users$", kind="oversize"), UpstreamInvalidResponse),
    (Fault(match="oauth2", kind="status", status=500), UpstreamUnavailable),
    (Fault(match="oauth2", kind="status", status=401), UpstreamRejected),
    (Fault(match="oauth2", kind="hang"), UpstreamTimeout),
    (Fault(match="oauth2", kind="reset"), UpstreamUnavailable),
    (Fault(match="oauth2", kind="html", status=200), UpstreamInvalidResponse),
    (Fault(match="oauth2", kind="oversize"), UpstreamInvalidResponse),
]


@contextlib.asynccontextmanager
async def faulty(fault: Fault, timeouts: Timeouts) -> AsyncIterator[PartnerApi]:
    """The sandbox behind a real socket, with one fault, and a client that is hardly patient."""
    sandbox = Sandbox(SandboxOptions(users=3))
    sandbox.add_fault(fault)
    async with serve(sandbox.app) as address:
        api = PartnerApi(sandbox_upstreams(address), timeouts=timeouts, discipline=ONCE)
        try:
            yield api
        finally:
            await api.aclose()


@pytest.mark.parametrize(("fault", "error"), FAULTS, ids=lambda each: repr(each)[:60])
async def test_faults_over_a_real_socket(fault: Fault, error: type[UpstreamError]) -> None:
    is_slow = fault.kind in ("hang", "slow_body")
    timeouts = Timeouts(read=0.05, total=0.1) if is_slow else Timeouts()
    async with faulty(fault, timeouts) as api:
        with pytest.raises(error) as raised:
            await api.users(DEMO)

    assert type(raised.value) is error
    assert raised.value.__cause__ is None


async def test_a_truncated_body_over_a_real_socket() -> None:
    async with faulty(Fault(match="users$", kind="truncate"), Timeouts()) as api:
        with pytest.raises((UpstreamUnavailable, UpstreamInvalidResponse)):
            await api.users(DEMO)


async def test_after_a_fault_the_next_call_works_over_the_same_client() -> None:
    kinds: tuple[FaultKind, ...] = (
        "reset", "garbage", "oversize", "html", "redirect", "truncate", "status",
    )  # fmt: skip
    sandbox = Sandbox(SandboxOptions(users=3))
    async with serve(sandbox.app) as address:
        api = PartnerApi(sandbox_upstreams(address), max_connections=1, discipline=ONCE)
        for kind in kinds:
            sandbox.add_fault(Fault(match="users$", kind=kind, times=1))
            with pytest.raises(UpstreamError):
                await api.users(DEMO)
            assert await api.users(DEMO)
        await api.aclose()

    assert sandbox.token_requests == 1


async def test_a_refused_connection_is_not_a_timeout(make_api: MakeApi) -> None:
    with pytest.raises(UpstreamUnavailable) as raised:
        await make_api("http://127.0.0.1:9").users(ORGANIZATION)

    assert type(raised.value) is UpstreamUnavailable
    assert "127.0.0.1" not in str(raised.value)


async def test_a_name_that_does_not_resolve_is_unavailable(make_api: MakeApi) -> None:
    with pytest.raises(UpstreamUnavailable) as raised:
        await make_api("http://name.invalid").users(ORGANIZATION)

    assert "name.invalid" not in str(raised.value)


@pytest.mark.parametrize(
    "spoken",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 two hundred private words\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ],
    ids=lambda spoken: repr(spoken[:30]),
)
async def test_a_peer_that_does_not_speak_http(spoken: bytes, make_api: MakeApi) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(spoken)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises((UpstreamUnavailable, UpstreamInvalidResponse)) as raised:
            await make_api(f"http://127.0.0.1:{port}").users(ORGANIZATION)

    assert "private" not in str(raised.value)


async def test_waiting_for_a_slot_is_bounded(make_api: MakeApi, upstream: ScriptedUpstream) -> None:
    gate = asyncio.Event()
    upstream.answers = [Answer(gate=gate)]
    api = make_api(max_connections=1, timeouts=Timeouts(pool=0.01))
    first = asyncio.ensure_future(api.users(ORGANIZATION))
    await upstream.arrivals.get()

    with pytest.raises(UpstreamTimeout, match="no free connection"):
        await api.users(ORGANIZATION)

    gate.set()
    assert await first == ()
    assert await api.users(ORGANIZATION) == ()


class Failing(httpx.AsyncBaseTransport):
    def __init__(self, error: Exception) -> None:
        self._error = error

    async def handle_async_request(self, _: httpx.Request) -> httpx.Response:
        raise self._error


@pytest.mark.parametrize(
    ("raised_below", "error"),
    [
        (httpx.ConnectError("private"), UpstreamUnavailable),
        (httpx.ConnectTimeout("private"), UpstreamTimeout),
        (httpx.ReadTimeout("private"), UpstreamTimeout),
        (httpx.WriteTimeout("private"), UpstreamTimeout),
        (httpx.PoolTimeout("private"), UpstreamTimeout),
        (httpx.ReadError("private"), UpstreamUnavailable),
        (httpx.RemoteProtocolError("private"), UpstreamUnavailable),
        (httpx.LocalProtocolError("private"), UpstreamUnavailable),
        (httpx.UnsupportedProtocol("private"), UpstreamUnavailable),
        (httpx.InvalidURL("private"), UpstreamUnavailable),
        (TimeoutError("private"), UpstreamTimeout),
        (ConnectionResetError("private"), UpstreamUnavailable),
    ],
    ids=repr,
)
async def test_any_transport_may_fail_in_its_own_way(
    raised_below: Exception, error: type[UpstreamError], make_api: MakeApi
) -> None:
    with pytest.raises(error) as raised:
        await make_api(transport=Failing(raised_below)).users(ORGANIZATION)

    assert type(raised.value) is error
    assert "private" not in str(raised.value)
    assert raised.value.__cause__ is None


async def test_a_closed_client_says_so(api: PartnerApi) -> None:
    await api.users(ORGANIZATION)
    await api.aclose()

    with pytest.raises(UpstreamUnavailable, match="closed"):
        await api.users(ORGANIZATION)
    with pytest.raises(UpstreamUnavailable, match="closed"):
        await api.check(ORGANIZATION)


async def test_closing_ends_what_still_runs(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [Answer(gate=asyncio.Event())]
    asked: Awaitable[object] = asyncio.ensure_future(api.users(ORGANIZATION))
    await upstream.arrivals.get()

    await api.aclose()

    with pytest.raises(UpstreamUnavailable, match="abandoned"):
        await asked
