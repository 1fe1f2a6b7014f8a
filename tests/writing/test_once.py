"""Writing once, whatever happens to the first attempt."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from cache import Attempt, Journal, JournalEntry, MemoryJournal, Once, Renew
from domain.errors import IdempotencyKeyReused, UpstreamUnavailable, WriteOutcomeUnknown
from tests.writing.hand_clock import HandClock

pytestmark = pytest.mark.anyio

SETTLE = 5.0


class Crash(BaseException):
    """The process ends here: nothing after it is run."""


class Upstream:
    """A list to which something is added. ``failure`` is raised, once, before or after adding."""

    def __init__(self) -> None:
        self.rows: list[str] = ["there before"]
        self.sends = 0
        self.recalls: list[str] = []
        self.failure: BaseException | None = None
        self.is_added_before_failure = False
        self.trouble_looking: Exception | None = None
        self.while_sending: Callable[[], Awaitable[object]] | None = None
        self.while_asking: Callable[[], Awaitable[object]] | None = None

    async def send(self) -> str:
        self.sends += 1
        if self.while_sending is not None:
            await self.while_sending()
        failure, self.failure = self.failure, None
        if failure is None or self.is_added_before_failure:
            self.rows.append(f"row {len(self.rows)}")
        if failure is not None:
            raise failure
        return self.rows[-1]

    async def ids(self) -> tuple[str, ...]:
        known = tuple(self.rows)
        asking, self.while_asking = self.while_asking, None
        if asking is not None:
            await asking()
        return known

    async def again(self, before: tuple[str, ...], renew: Renew) -> str:
        trouble, self.trouble_looking = self.trouble_looking, None
        if trouble is not None:
            raise trouble
        for row in self.rows:
            if row not in before:
                return row
        await renew()
        return await self.send()

    async def recall(self, outcome: str) -> str:
        self.recalls.append(outcome)
        return outcome

    @property
    def adding(self) -> Attempt[str]:
        return Attempt(self.send, str, self.recall, before=self.ids, again=self.again)

    @property
    def setting(self) -> Attempt[str]:
        return Attempt(self.send, str, self.recall)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def journal(clock: HandClock) -> Journal:
    return MemoryJournal(clock)


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


def once_of(journal: Journal, clock: HandClock) -> Once:
    return Once(journal, settle_seconds=SETTLE, clock=clock, sleep=clock.sleep)


@pytest.fixture
def once(journal: Journal, clock: HandClock) -> Once:
    return once_of(journal, clock)


async def test_a_retry_gets_the_first_outcome(once: Once, upstream: Upstream) -> None:
    assert await once.run("n", "r", upstream.adding) == "row 1"
    assert await once.run("n", "r", upstream.adding) == "row 1"
    assert (upstream.sends, upstream.recalls) == (1, ["row 1"])
    assert await once.run("another", "r", upstream.adding) == "row 2"


async def test_a_retry_while_the_first_runs_waits_for_it(once: Once, upstream: Upstream) -> None:
    go = asyncio.Event()
    upstream.while_sending = go.wait
    both = [asyncio.create_task(once.run("n", "r", upstream.adding)) for _ in range(2)]
    await asyncio.sleep(0.01)
    with pytest.raises(IdempotencyKeyReused):
        await once.run("n", "other", upstream.adding)
    assert not any(task.done() for task in both)
    go.set()
    assert await asyncio.gather(*both) == ["row 1", "row 1"]
    assert upstream.sends == 1


async def test_whoever_goes_away_does_not_end_it(once: Once, upstream: Upstream) -> None:
    go = asyncio.Event()
    upstream.while_sending = go.wait
    first = asyncio.create_task(once.run("n", "r", upstream.adding))
    await asyncio.sleep(0.01)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    go.set()
    assert await once.run("n", "r", upstream.adding) == "row 1"
    assert upstream.sends == 1


async def test_another_request_under_the_key_is_refused(once: Once, upstream: Upstream) -> None:
    await once.run("n", "r", upstream.adding)
    with pytest.raises(IdempotencyKeyReused):
        await once.run("n", "other", upstream.adding)
    await once.check("k", "r")
    await once.check("k", "r")
    with pytest.raises(IdempotencyKeyReused):
        await once.check("k", "other")
    assert upstream.sends == 1


async def test_what_failed_for_sure_is_tried_again_at_once(
    once: Once, upstream: Upstream, clock: HandClock
) -> None:
    started = clock()
    upstream.failure = UpstreamUnavailable("no connection")
    with pytest.raises(UpstreamUnavailable):
        await once.run("n", "r", upstream.adding)
    assert not await once.was_tried("n")
    assert await once.run("n", "r", upstream.adding) == "row 1"
    assert (upstream.sends, clock()) == (2, started)


@pytest.mark.parametrize(("is_added", "sends"), [(True, 1), (False, 2)])
async def test_an_unknown_outcome_is_looked_for_when_it_has_settled(
    once: Once, upstream: Upstream, clock: HandClock, is_added: bool, sends: int
) -> None:
    started = clock()
    upstream.failure, upstream.is_added_before_failure = WriteOutcomeUnknown("lost"), is_added
    with pytest.raises(WriteOutcomeUnknown):
        await once.run("n", "r", upstream.adding)
    assert await once.was_tried("n")
    assert await once.run("n", "r", upstream.adding) == "row 1"
    assert upstream.sends == sends
    assert clock() >= started + SETTLE
    assert await once.run("n", "r", upstream.adding) == "row 1"
    assert upstream.sends == sends


async def test_an_outcome_stays_unknown_while_nobody_can_look(
    once: Once, upstream: Upstream, clock: HandClock
) -> None:
    upstream.failure, upstream.is_added_before_failure = WriteOutcomeUnknown("lost"), True
    with pytest.raises(WriteOutcomeUnknown):
        await once.run("n", "r", upstream.adding)
    upstream.trouble_looking = UpstreamUnavailable("no connection")
    with pytest.raises(UpstreamUnavailable):
        await once.run("n", "r", upstream.adding)
    settled = clock()
    assert await once.run("n", "r", upstream.adding) == "row 1"
    assert (upstream.sends, upstream.rows, clock()) == (1, ["there before", "row 1"], settled)


async def test_what_failed_for_sure_after_looking_is_tried_again_at_once(
    once: Once, upstream: Upstream, clock: HandClock
) -> None:
    upstream.failure = WriteOutcomeUnknown("lost")
    with pytest.raises(WriteOutcomeUnknown):
        await once.run("n", "r", upstream.adding)
    upstream.failure = UpstreamUnavailable("no connection")
    with pytest.raises(UpstreamUnavailable):
        await once.run("n", "r", upstream.adding)
    assert not await once.was_tried("n")
    assert await once.run("n", "r", upstream.adding) == "row 1"


async def test_what_may_be_repeated_does_not_wait(once: Once, upstream: Upstream, clock: HandClock) -> None:
    started = clock()
    upstream.failure = WriteOutcomeUnknown("lost")
    with pytest.raises(WriteOutcomeUnknown):
        await once.run("n", "r", upstream.setting)
    assert await once.run("n", "r", upstream.setting) == "row 1"
    assert (upstream.sends, clock()) == (2, started)


@pytest.mark.parametrize(("is_added", "sends"), [(True, 1), (False, 2)])
async def test_a_crash_while_sending(
    journal: Journal, clock: HandClock, upstream: Upstream, is_added: bool, sends: int
) -> None:
    upstream.failure, upstream.is_added_before_failure = Crash(), is_added
    await crashing(once_of(journal, clock), upstream)
    assert await once_of(journal, clock).run("n", "r", upstream.adding) == "row 1"
    assert upstream.sends == sends


async def test_a_crash_between_claim_and_send(journal: Journal, clock: HandClock, upstream: Upstream) -> None:
    await journal.claim("n", JournalEntry("r", clock()))
    upstream.rows.append("somebody else's, meanwhile")
    assert await once_of(journal, clock).run("n", "r", upstream.adding) == "row 2"
    assert upstream.sends == 1


async def test_one_of_two_takes_over(journal: Journal, clock: HandClock, upstream: Upstream) -> None:
    upstream.failure = Crash()
    await crashing(once_of(journal, clock), upstream)
    both = [once_of(journal, clock).run("n", "r", upstream.adding) for _ in range(2)]
    assert await asyncio.gather(*both) == ["row 1", "row 1"]
    assert upstream.sends == 2


async def test_who_asked_for_too_long_before_writing_does_not_write_any_more(
    journal: Journal, clock: HandClock, upstream: Upstream
) -> None:
    async def ask_for_long() -> None:
        clock.now += SETTLE + 1
        assert await once_of(journal, clock).run("n", "r", upstream.adding) == "row 1"

    upstream.while_asking = ask_for_long
    assert await once_of(journal, clock).run("n", "r", upstream.adding) == "row 1"
    assert (upstream.sends, upstream.rows) == (1, ["there before", "row 1"])


async def test_a_write_may_take_its_time_however_long_the_asking_took(
    journal: Journal, clock: HandClock, upstream: Upstream
) -> None:
    other: list[asyncio.Task[str]] = []

    async def ask() -> None:
        clock.now += SETTLE - 1

    async def send() -> None:
        clock.now += SETTLE - 1
        other.append(asyncio.create_task(once_of(journal, clock).run("n", "r", upstream.adding)))
        await asyncio.sleep(0)

    upstream.while_asking, upstream.while_sending = ask, send
    assert await once_of(journal, clock).run("n", "r", upstream.adding) == "row 1"
    assert await other[0] == "row 1"
    assert upstream.sends == 1


async def crashing(once: Once, upstream: Upstream) -> None:
    """Run until the crash; what would tidy up afterwards does not get to."""
    task = asyncio.ensure_future(once._outcome("n", "r", upstream.adding, []))
    with pytest.raises(Crash):
        await task
