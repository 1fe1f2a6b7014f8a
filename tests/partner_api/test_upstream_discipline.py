"""The client towards an upstream that fails, hangs, throttles and comes back."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from domain.changes.user import UserChanges
from domain.errors import (
    UpstreamError,
    UpstreamInvalidResponse,
    UpstreamNotFound,
    UpstreamOverloaded,
    UpstreamThrottled,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from partner_api import Discipline, PartnerApi, Priority, Timeouts, UpstreamCall
from sandbox import DEMO_ORGANIZATIONS, Fault, Sandbox, SandboxOptions
from tests.partner_api.conftest import Clock, sandbox_upstreams
from tests.partner_api.live_server import serve
from tests.partner_api.scripted_upstream import ORGANIZATION, USER, Answer, ScriptedUpstream

pytestmark = pytest.mark.anyio

DEMO = DEMO_ORGANIZATIONS[0].organization_id
BAD, GOOD = Answer(status=503), Answer()

MakeApi = Callable[..., PartnerApi]


class Naps:
    """Sleeping that costs no time: the clock goes forward instead."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.clock.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def naps(clock: Clock) -> Naps:
    return Naps(clock)


@pytest.fixture
def patient(make_api: MakeApi, naps: Naps) -> PartnerApi:
    return make_api(discipline=Discipline(), sleep=naps, draw=lambda: 1.0)


async def test_a_read_is_sent_again_and_each_attempt_is_told(
    patient: PartnerApi, upstream: ScriptedUpstream, naps: Naps, calls: list[UpstreamCall]
) -> None:
    upstream.answers = [BAD, Answer(status=500), GOOD]
    assert await patient.users(ORGANIZATION) == ()
    assert naps.taken == [0.05, 0.1]
    assert [(call.operation, call.attempt, call.status, call.outcome) for call in calls] == [
        ("token", 1, 200, "OK"),
        ("users", 1, 503, "UPSTREAM_UNAVAILABLE"),
        ("users", 2, 500, "UPSTREAM_UNAVAILABLE"),
        ("users", 3, 200, "OK"),
    ]


async def test_attempts_are_bounded(patient: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [BAD]
    with pytest.raises(UpstreamUnavailable, match="users: status 503"):
        await patient.users(ORGANIZATION)
    assert len(upstream.seen) == 6
    assert patient.snapshot()[0].retries_left == 45


@pytest.mark.parametrize(
    ("answer", "error"),
    [(Answer(status=404), UpstreamNotFound), (Answer(body=b"nonsense"), UpstreamInvalidResponse)],
)
async def test_what_would_be_the_same_again_is_not_asked_again(
    answer: Answer, error: type[UpstreamError], patient: PartnerApi, upstream: ScriptedUpstream
) -> None:
    upstream.answers = [answer, GOOD]
    with pytest.raises(error):
        await patient.user(ORGANIZATION, USER)
    assert len(upstream.seen) == 1


async def test_writes_are_never_repeated(patient: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [BAD, GOOD]
    with pytest.raises(UpstreamError):
        await patient.update_user(ORGANIZATION, USER, UserChanges(first_name="A"))
    assert [seen.method for seen in upstream.seen] == ["PUT"]


async def test_retry_after_pauses_everybody(
    patient: PartnerApi, upstream: ScriptedUpstream, naps: Naps, clock: Clock
) -> None:
    upstream.answers = [Answer(status=429, headers={"retry-after": "3"}), BAD, GOOD]
    started = clock.now
    await patient.check(ORGANIZATION)
    assert await asyncio.gather(*(patient.users(ORGANIZATION) for _ in range(2))) == [(), ()]
    assert clock.now >= started + 3.0
    assert await patient.users(ORGANIZATION) == ()
    assert patient.snapshot()[0].paused_seconds == 0.0


async def test_a_pause_that_is_too_long_to_wait_is_said_at_once(
    patient: PartnerApi, upstream: ScriptedUpstream, clock: Clock, naps: Naps
) -> None:
    upstream.answers = [Answer(status=429, headers={"retry-after": "3600"}), GOOD]
    for ask in (patient.users(ORGANIZATION), patient.users(ORGANIZATION)):
        with pytest.raises(UpstreamThrottled):
            await ask
    with pytest.raises(UpstreamThrottled):
        await patient.update_user(ORGANIZATION, USER, UserChanges(first_name="A"))
    assert (len(upstream.seen), naps.taken) == (1, [])
    assert patient.snapshot()[0].paused_seconds == 30.0  # the bound, whatever was asked for
    clock.now += 30.0
    assert await patient.users(ORGANIZATION) == ()


async def test_nothing_starts_that_cannot_end_in_time(
    patient: PartnerApi, upstream: ScriptedUpstream, clock: Clock, calls: list[UpstreamCall]
) -> None:
    await patient.check(ORGANIZATION)
    late = patient.within(deadline=clock.now)
    with pytest.raises(UpstreamTimeout, match="no time left"):
        await late.users(ORGANIZATION)
    assert upstream.seen == []
    assert [(call.operation, call.attempt, call.outcome) for call in calls[1:]] == [
        ("users", 0, "UPSTREAM_TIMEOUT")
    ]
    upstream.answers = [BAD, GOOD]
    with pytest.raises(UpstreamUnavailable):  # the pause before would end after the deadline
        await patient.within(deadline=clock.now + 0.04).users(ORGANIZATION)
    assert len(upstream.seen) == 1


async def test_an_attempt_has_less_time_than_a_call(make_api: MakeApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [Answer(gate=asyncio.Event()), GOOD]
    api = make_api(timeouts=Timeouts(attempt=0.02), discipline=Discipline(), draw=lambda: 0.0)
    assert await api.users(ORGANIZATION) == ()
    assert len(upstream.seen) == 2


async def open_breaker(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [BAD]
    await asyncio.gather(*(api.users(ORGANIZATION) for _ in range(30)), return_exceptions=True)
    assert api.snapshot()[0].is_breaker_open
    upstream.seen.clear()


async def test_while_nearly_all_fails_nothing_is_sent_and_the_first_success_ends_that(
    patient: PartnerApi, upstream: ScriptedUpstream, clock: Clock
) -> None:
    await open_breaker(patient, upstream)
    for _ in range(100):
        with pytest.raises(UpstreamUnavailable, match="users: not sent"):
            await patient.users(ORGANIZATION)
    with pytest.raises(UpstreamUnavailable, match="update_user: not sent") as raised:
        await patient.update_user(ORGANIZATION, USER, UserChanges(first_name="A"))
    assert type(raised.value) is UpstreamUnavailable
    assert upstream.seen == []

    upstream.answers = [GOOD]
    clock.now += 0.5
    assert await asyncio.gather(*(patient.users(ORGANIZATION) for _ in range(1))) == [()]
    assert await asyncio.gather(*(patient.users(ORGANIZATION) for _ in range(50))) == [()] * 50
    state = patient.snapshot()[0]
    assert (state.is_breaker_open, state.times_breaker_opened) == (False, 1)


async def test_an_upstream_that_hangs_is_left_alone_as_well(
    make_api: MakeApi, upstream: ScriptedUpstream, clock: Clock
) -> None:
    api = make_api(timeouts=Timeouts(attempt=0.03, total=0.05), discipline=Discipline(), draw=lambda: 0.0)
    await api.check(ORGANIZATION)
    upstream.answers = [Answer(gate=asyncio.Event())]
    failures = await asyncio.gather(*(api.users(ORGANIZATION) for _ in range(30)), return_exceptions=True)
    assert {type(each) for each in failures} <= {UpstreamTimeout, UpstreamUnavailable}
    assert api.snapshot()[0].is_breaker_open
    arrived = len(upstream.seen)
    clock.now += 0.5
    probe = asyncio.ensure_future(api.users(ORGANIZATION))  # hangs, too
    for _ in range(arrived + 1):
        await upstream.arrivals.get()
    upstream.answers = [GOOD]
    clock.now += 0.5
    assert await api.users(ORGANIZATION) == ()  # although the probe before still hangs
    with pytest.raises(UpstreamError):
        await probe
    assert not api.snapshot()[0].is_breaker_open


async def test_4xx_and_garbage_are_answers(patient: PartnerApi, upstream: ScriptedUpstream) -> None:
    for answer in (Answer(status=404), Answer(status=403), Answer(body=b"nonsense"), Answer(status=429)):
        upstream.answers = [answer]
        await asyncio.gather(*(patient.users(ORGANIZATION) for _ in range(40)), return_exceptions=True)
    assert patient.snapshot()[0].times_breaker_opened == 0


async def test_the_line_is_bounded(make_api: MakeApi, upstream: ScriptedUpstream) -> None:
    gate = asyncio.Event()
    upstream.answers = [Answer(gate=gate)]
    api = make_api(max_connections=2, discipline=Discipline(waiting_per_connection=3))
    await api.check(ORGANIZATION)
    asked = [asyncio.ensure_future(api.users(ORGANIZATION)) for _ in range(8)]
    for _ in range(2):
        await upstream.arrivals.get()
    state = api.snapshot()[0]
    assert (state.limit, state.in_flight, state.in_flight_of_all, state.waiting) == (2, 2, 2, 6)
    with pytest.raises(UpstreamOverloaded, match="users: too many"):
        await api.users(ORGANIZATION)
    gate.set()
    assert await asyncio.gather(*asked) == [()] * 8


async def test_people_go_before_pollers(make_api: MakeApi, upstream: ScriptedUpstream) -> None:
    gate = asyncio.Event()
    upstream.answers = [Answer(gate=gate), GOOD]
    api = make_api(max_connections=1)
    await api.check(ORGANIZATION)
    busy = asyncio.ensure_future(api.buildings(ORGANIZATION, USER))
    await upstream.arrivals.get()
    poll = asyncio.ensure_future(api.within(priority=Priority.BACKGROUND).users(ORGANIZATION))
    await asyncio.sleep(0)
    person = asyncio.ensure_future(api.energy_contracts(ORGANIZATION, USER))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(busy, poll, person)
    assert [seen.path.rpartition("/")[2] for seen in upstream.seen] == [
        "buildings", "energy-contracts", "users",
    ]  # fmt: skip


async def test_a_hedged_read_asks_again_beside_a_slow_one(
    make_api: MakeApi, upstream: ScriptedUpstream, calls: list[UpstreamCall]
) -> None:
    api = make_api(discipline=Discipline(hedging=True), clock=time.monotonic)
    for _ in range(120):
        await api.users(ORGANIZATION)
    upstream.answers = [Answer(gate=asyncio.Event()), GOOD]
    calls.clear()
    assert await api.users(ORGANIZATION) == ()
    assert [(call.attempt, call.outcome) for call in calls] == [(2, "OK"), (1, "ABANDONED")]
    state = api.snapshot()[0]
    assert (state.in_flight, state.retries_left < 50) == (0, True)


@asynccontextmanager
async def live(*faults: Fault, timeouts: Timeouts | None = None) -> AsyncIterator[tuple[Sandbox, PartnerApi]]:
    """The sandbox behind real sockets, and a client that is disciplined and never sleeps."""
    sandbox = Sandbox(SandboxOptions(users=3))

    async def no_time(_: float) -> None:
        await asyncio.sleep(0)

    async with serve(sandbox.app) as address:
        api = PartnerApi(
            sandbox_upstreams(address), timeouts=timeouts or Timeouts(), sleep=no_time, clock=time.monotonic
        )
        await api.check(DEMO)
        for fault in faults:
            sandbox.add_fault(fault)
        yield sandbox, api
        await api.aclose()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(match="users$", kind="status", status=503, times=2),
        Fault(match="users$", kind="status", status=429, times=2),
        Fault(match="users$", kind="reset", times=3),
        Fault(match="users$", kind="truncate", times=2),
        Fault(match="users$", kind="html", times=2),
        Fault(match="users$", kind="hang", times=1),
        Fault(match="users$", kind="slow_body", seconds=3000, times=1),
        Fault(match="users$", kind="expire_tokens", times=1),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status or ''}",
)
async def test_what_passes_is_not_seen_above(fault: Fault) -> None:
    is_slow = fault.kind in ("hang", "slow_body")
    timeouts = Timeouts(read=0.3, attempt=0.3) if is_slow else None
    async with live(fault, timeouts=timeouts) as (_, api):
        assert len(await api.users(DEMO)) > 0


async def test_one_in_five_calls_fails_and_nobody_sees_it() -> None:
    async with live(Fault(match="users$", kind="status", status=502, rate=0.2)) as (sandbox, api):
        answers = [await asyncio.gather(*(api.users(DEMO) for _ in range(20))) for _ in range(15)]
        assert {len(answer) for batch in answers for answer in batch} == {len(await api.users(DEMO))}
        assert len(sandbox.calls) <= 301 * 1.26


async def test_connections_are_kept_under_load(upstream: ScriptedUpstream, make_api: MakeApi) -> None:
    ports: set[int] = set()

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        ports.add(scope["client"][1])  # type: ignore[index]
        await upstream(scope, receive, send)  # type: ignore[arg-type]

    async with serve(app) as address:
        api = make_api(address, max_connections=8)
        await api.check(ORGANIZATION)
        for _ in range(10):
            await asyncio.gather(*(api.users(ORGANIZATION) for _ in range(40)))
        assert len(ports) <= 8 + 1
        await api.aclose()
