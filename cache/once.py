"""Writing once: a retry with the same idempotency key gets the outcome of the first attempt."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Generic, TypeVar, cast

import msgspec

from cache.counters import OnceCounters
from cache.journal import EntryState, Journal, JournalEntry
from domain.errors import IdempotencyKeyReused, WriteOutcomeUnknown

T = TypeVar("T")

Sleep = Callable[[float], Awaitable[object]]
Renew = Callable[[], Awaitable[None]]

_LOOK_AGAIN_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """A write, and what to do when it may have been carried out before.

    ``send`` writes. ``outcome`` gives what to remember of the answer, and ``recall`` the answer to
    what is remembered. ``again`` is called when an earlier attempt ended without anybody knowing
    how: with the ids that were there before, if ``before`` could say. It must not do twice what
    must be done once: if it asks before it writes, it calls what it is given in between. A write
    without ``again`` may simply be repeated.
    """

    send: Callable[[], Awaitable[T]]
    outcome: Callable[[T], str]
    recall: Callable[[str], Awaitable[T]]
    before: Callable[[], Awaitable[tuple[str, ...]]] | None = None
    again: Callable[[tuple[str, ...], Renew], Awaitable[T]] | None = None


class Once:
    """Runs each named write once, however often, and wherever, it is asked for."""

    def __init__(
        self,
        journal: Journal,
        *,
        settle_seconds: float,
        clock: Callable[[], float],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Wire the parts.

        Args:
            journal: Where writes are noted.
            settle_seconds: After how long a write that left can no longer have an effect.
            clock: Seconds since the epoch.
            sleep: Waits.

        """
        self._journal = journal
        self._settle_seconds = settle_seconds
        self._clock = clock
        self._sleep = sleep
        self.counters = OnceCounters()
        self._running: dict[str, tuple[str, asyncio.Task[str]]] = {}

    async def run(self, name: str, request: str, attempt: Attempt[T]) -> T:
        """Write, or give what the first attempt of that name gave.

        Raises:
            IdempotencyKeyReused: The first attempt was of another request.
            GatewayError: The write failed.

        """
        answers: list[T] = []
        running = self._running.get(name)
        if running is None:
            task = asyncio.create_task(self._outcome(name, request, attempt, answers))
            running = self._running[name] = (request, task)
            task.add_done_callback(lambda done: self._end(name, done))
        elif running[0] == request:
            self.counters.joined += 1
        of_request, task = running
        if of_request != request:
            self.counters.reused += 1
            raise IdempotencyKeyReused(name)
        outcome = await asyncio.shield(task)
        return answers[0] if answers else await attempt.recall(outcome)

    async def check(self, name: str, request: str) -> None:
        """Note which request a name stands for.

        Raises:
            IdempotencyKeyReused: It stands for another one.

        """
        entry = JournalEntry(request, self._clock(), EntryState.DONE)
        known = await self._journal.claim(name, entry)
        if known is not None and known.request != request:
            self.counters.reused += 1
            raise IdempotencyKeyReused(name)

    async def was_tried(self, name: str) -> bool:
        """Whether a write of that name was carried out, or may have been."""
        return await self._journal.read(name) is not None

    async def aclose(self) -> None:
        """Let what runs come to its end, and close the journal."""
        if self._running:
            await asyncio.wait({task for _, task in self._running.values()})
        await self._journal.aclose()

    def _end(self, name: str, task: asyncio.Task[str]) -> None:
        del self._running[name]
        if not task.cancelled():
            task.exception()  # seen: everybody who waited may have gone

    async def _outcome(self, name: str, request: str, attempt: Attempt[T], answers: list[T]) -> str:
        while True:
            entry = JournalEntry(request, self._clock())
            known = await self._journal.claim(name, entry)
            try:
                if known is None:
                    self.counters.first += 1
                    answer = await self._first(name, entry, attempt)
                    break
                if known.request != request:
                    self.counters.reused += 1
                    raise IdempotencyKeyReused(name)
                if known.state is EntryState.DONE:
                    self.counters.recalled += 1
                    return known.outcome
                if left := self._seconds_to_wait(known, attempt):
                    await self._sleep(min(left, _LOOK_AGAIN_SECONDS))
                    continue
                entry = msgspec.structs.replace(entry, before=known.before)
                if await self._journal.take_over(name, known, entry):
                    self.counters.resumed += 1
                    answer = await self._another(name, known, entry, attempt)
                    break
            except _Overtaken:
                continue
        answers.append(answer)
        return attempt.outcome(answer)

    def _seconds_to_wait(self, known: JournalEntry, attempt: Attempt[T]) -> float:
        """How long the earlier write may still be on its way, from here or from another process."""
        if known.state is EntryState.UNKNOWN and attempt.again is None:
            return 0.0
        return max(0.0, known.begun_at + self._settle_seconds - self._clock())

    async def _first(self, name: str, entry: JournalEntry, attempt: Attempt[T]) -> T:
        if attempt.before is not None:
            try:
                before = await attempt.before()
            except BaseException:
                await self._journal.remove(name, entry)
                raise
            entry = await self._renewed(name, entry, before)
        return await self._noting(name, [entry], attempt, attempt.send)

    async def _another(self, name: str, known: JournalEntry, entry: JournalEntry, attempt: Attempt[T]) -> T:
        again, before = attempt.again, entry.before
        if again is None or (attempt.before is not None and before is None):
            return await self._first(name, entry, attempt)
        latest = [entry]

        async def renew() -> None:
            latest.append(await self._renewed(name, latest[-1], before))

        # As long as it is not known that the earlier attempt came to nothing, its entry must stay.
        failed = msgspec.structs.replace(known, state=EntryState.UNKNOWN)
        return await self._noting(name, latest, attempt, lambda: again(before or (), renew), failed)

    async def _renewed(self, name: str, entry: JournalEntry, before: tuple[str, ...] | None) -> JournalEntry:
        """The entry with the time of now: asking before writing may have taken long.

        Raises:
            _Overtaken: Too long: somebody else has taken the write over.

        """
        renewed = msgspec.structs.replace(entry, begun_at=self._clock(), before=before)
        if not await self._journal.take_over(name, entry, renewed):
            raise _Overtaken
        return renewed

    async def _noting(
        self,
        name: str,
        latest: list[JournalEntry],
        attempt: Attempt[T],
        send: Callable[[], Awaitable[T]],
        failed: JournalEntry | None = None,
    ) -> T:
        try:
            answer = await send()
        except _Overtaken:
            raise
        except WriteOutcomeUnknown:
            await self._journal.put(name, msgspec.structs.replace(latest[-1], state=EntryState.UNKNOWN))
            raise
        except Exception:
            if failed is not None and len(latest) == 1:
                await self._journal.take_over(name, latest[-1], failed)
            else:
                await self._journal.remove(name, latest[-1])  # nothing was written: a retry may try
            raise
        outcome = attempt.outcome(answer)
        done = msgspec.structs.replace(latest[-1], state=EntryState.DONE, outcome=outcome)
        await self._journal.put(name, done)
        return answer


class _Overtaken(Exception):
    """Somebody else has taken a write over before it was sent from here."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The idempotency key that a client gave, for one operation.

    ``scope`` names the viewer and the key; ``request`` is a hash of the operation.
    """

    once: Once
    scope: str
    request: str

    async def check(self) -> None:
        """Make sure that the key stands for this request.

        Raises:
            IdempotencyKeyReused: It came with another one before.

        """
        await self.once.check(self._name("", "key"), self.request)

    async def run(self, place: str, attempt: Attempt[T]) -> T:
        """Run the write at this place of the operation once."""
        name = self._name(place, "write")
        return cast("T", await self.once.run(name, self.request, cast("Attempt[Any]", attempt)))

    async def was_tried(self, place: str) -> bool:
        """Whether the write at this place was carried out before, or may have been."""
        return await self.once.was_tried(self._name(place, "write"))

    def _name(self, place: str, kind: str) -> str:
        return blake2b(f"{self.scope}\n{kind}\n{place}".encode(), digest_size=24).hexdigest()
