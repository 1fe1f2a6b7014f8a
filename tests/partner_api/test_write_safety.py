"""No write is lost, doubled or left halfway: over real sockets and the default transport."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from domain.changes.user import UserChanges
from domain.device import DeviceKind
from domain.errors import UpstreamError, UpstreamTimeout, UpstreamUnavailable, WriteOutcomeUnknown
from domain.roles import Role
from partner_api import PartnerApi, Timeouts
from sandbox import Sandbox, SandboxOptions
from sandbox.faults import Fault, FaultKind
from tests.partner_api.conftest import sandbox_upstreams
from tests.partner_api.live_server import serve
from tests.partner_api.scripted_upstream import DEVICE, ORGANIZATION, USER, Answer, ScriptedUpstream
from tests.partner_api.write_cases import CASES, answer_of

pytestmark = pytest.mark.anyio

WRITES: dict[str, Callable[[PartnerApi], Awaitable[object]]] = {
    "POST": lambda api: api.start_boost(ORGANIZATION, USER, DeviceKind.WALLBOX, DEVICE),
    "PUT": lambda api: api.update_user(ORGANIZATION, USER, UserChanges(first_name="A")),
    "DELETE": lambda api: api.delete_user(ORGANIZATION, USER),
    "PATCH": CASES["replace_day_ahead_prices"].ask,
}


class Dropping:
    """A raw server: hands out tokens, serves one read per connection, then drops every write.

    A write is read to its end and counted, and then its connection is closed without an answer.
    """

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = 0
                for line in head.lower().split(b"\r\n"):
                    if line.startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                await reader.readexactly(length)
                if head.startswith(b"POST /token"):
                    body = b'{"access_token": "t", "expires_in": 3600}'
                elif head.startswith(b"GET"):
                    body = b"[]"
                else:
                    self.writes.append(head)
                    break
                size = str(len(body)).encode()
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + size)
                writer.write(b"\r\n\r\n" + body)
                await writer.drain()
        writer.close()


@pytest.fixture
async def dropping(make_api: Callable[..., PartnerApi]) -> AsyncIterator[tuple[Dropping, PartnerApi]]:
    handler = Dropping()
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    api = make_api(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    yield handler, api
    await api.aclose()
    server.close()


@pytest.mark.parametrize("method", WRITES)
async def test_a_write_is_sent_once_when_its_kept_connection_dies(
    method: str, dropping: tuple[Dropping, PartnerApi]
) -> None:
    server, api = dropping
    await api.users(ORGANIZATION)  # a connection is kept now

    with pytest.raises(WriteOutcomeUnknown):
        await WRITES[method](api)

    assert len(server.writes) == 1
    with pytest.raises(WriteOutcomeUnknown):  # on a new connection, neither
        await WRITES[method](api)
    assert len(server.writes) == 2


async def test_a_refused_connection_surely_got_nothing(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    async with serve(upstream) as address:
        api = make_api(address)
        await api.check(ORGANIZATION)
    for ask in WRITES.values():
        with pytest.raises(UpstreamError) as caught:
            await ask(api)
        assert type(caught.value) is UpstreamUnavailable
    assert upstream.seen == []


async def test_a_connection_that_takes_too_long_surely_got_nothing(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.sleep(60)

    async with serve(upstream) as address:
        api = make_api(address, timeouts=Timeouts(connect=0.05, pool=0.05))
        api._http._organizations[ORGANIZATION].tokens._header = "Bearer t"
        api._http._organizations[ORGANIZATION].tokens._expires_at = 1e9
        monkeypatch.setattr("partner_api.http1.address.Address._connect", never)
        with pytest.raises(UpstreamTimeout):
            await WRITES["PUT"](api)
    assert upstream.seen == []


async def test_no_slot_surely_got_nothing(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    gate = asyncio.Event()
    upstream.answers = [Answer(gate=gate)]
    api = make_api(max_connections=1, timeouts=Timeouts(pool=0.02))
    busy = asyncio.ensure_future(api.users(ORGANIZATION))
    await upstream.arrivals.get()
    with pytest.raises(UpstreamTimeout):
        await WRITES["PUT"](api)
    gate.set()
    await busy
    assert [seen.method for seen in upstream.seen] == ["GET"]


async def test_no_answer_in_time_is_an_unknown_outcome(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    upstream.answers = [Answer(gate=asyncio.Event())]
    for timeouts in (Timeouts(total=0.1), Timeouts(read=0.1)):
        async with serve(upstream) as address:
            api = make_api(address, timeouts=timeouts)
            with pytest.raises(WriteOutcomeUnknown):
                await WRITES["DELETE"](api)
            await api.aclose()
    assert len(upstream.seen) == 2


@contextlib.asynccontextmanager
async def live_sandbox() -> AsyncIterator[tuple[Sandbox, PartnerApi]]:
    sandbox = Sandbox(SandboxOptions(users=3))
    async with serve(sandbox.app) as address:
        api = PartnerApi(sandbox_upstreams(address), max_connections=16)
        yield sandbox, api
        await api.aclose()


def new_user(number: int) -> UserChanges:
    return UserChanges(role=Role.USER, email=f"new{number}@example.test")


def executed(sandbox: Sandbox) -> list[str]:
    return [row["email"] for row in sandbox.users(ORGANIZATION) if row["email"].startswith("new")]


@pytest.mark.parametrize(("kind", "count"), [("reset", 0), ("hang", 0), ("truncate", 1), ("garbage", 0)])
async def test_faults_leave_an_unknown_outcome_and_at_most_one_execution(kind: FaultKind, count: int) -> None:
    async with live_sandbox() as (sandbox, api):
        api._http._organizations[ORGANIZATION].writer._total = 0.5
        sandbox.add_fault(Fault(match="/users$", method="POST", kind=kind))
        with pytest.raises(WriteOutcomeUnknown):
            await api.create_user(ORGANIZATION, new_user(1))
        assert len(executed(sandbox)) == count
        assert sandbox.calls.count(f"POST /org/{ORGANIZATION}/users") == 1


async def test_100_writers_that_leave_are_all_executed_once() -> None:
    async with live_sandbox() as (sandbox, api):
        sandbox.add_fault(Fault(match="/users$", kind="delay", seconds=0.02))
        await api.check(ORGANIZATION)
        writers = [asyncio.create_task(api.create_user(ORGANIZATION, new_user(n))) for n in range(100)]
        await asyncio.sleep(0)  # all have begun, 16 at most are being sent
        for writer in writers:
            writer.cancel()
        results = await asyncio.gather(*writers, return_exceptions=True)
        assert {type(result) for result in results} == {asyncio.CancelledError}

        await api.aclose()  # waits for them

        assert sorted(executed(sandbox)) == sorted(f"new{n}@example.test" for n in range(100))
        assert sandbox.calls.count(f"POST /org/{ORGANIZATION}/users") == 100


async def test_closing_gives_writes_a_bounded_time(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    upstream.answers = [Answer(gate=asyncio.Event())]
    api = make_api(timeouts=Timeouts(total=60.0))
    api._http._write_seconds = 0.05
    write = asyncio.ensure_future(WRITES["PUT"](api))
    await upstream.arrivals.get()
    async with asyncio.timeout(2.0):
        await api.aclose()
    with pytest.raises(WriteOutcomeUnknown):
        await write
    with pytest.raises(UpstreamUnavailable):
        await WRITES["PUT"](api)


async def test_closing_waits_for_writes(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    gate = asyncio.Event()
    case = CASES["create_user"]
    upstream.answers = [Answer(200, answer_of(case), gate=gate)]
    api = make_api()
    write = asyncio.ensure_future(case.ask(api))
    await upstream.arrivals.get()
    asyncio.get_running_loop().call_later(0.05, gate.set)
    await api.aclose()
    assert await write
