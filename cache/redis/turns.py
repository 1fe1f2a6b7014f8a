"""Single flight across replicas: who asks the upstream, and who waits for the answer."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from cache.redis.connections import Data
from cache.redis.envelope import Envelope
from cache.redis.gathered import Gathered
from cache.redis.link import PATIENCE_SECONDS, Link
from cache.redis.names import Names
from cache.redis.purges import GENERATION_SECONDS, new_generation
from cache.redis.scripts import CLAIM, FAILED, RELEASE, RENEW
from cache.tag import Key

LOCK_SECONDS = 3.0
"""After that, a replica that died has no lock any more. One that lives renews it in time."""

FAILURE_SECONDS = 1.0

_FIRST_PAUSE_SECONDS = 0.005
_LONGEST_PAUSE_SECONDS = 0.1
_LONGEST_WAIT_SECONDS = 20.0

Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Claim:
    """A lock, as it is held: by us, by somebody else, or by nobody because the upstream failed."""

    lock: str
    organization_id: str
    generation: bytes
    held: bytes
    is_ours: bool

    @property
    def failure(self) -> str | None:
        """The code of the error that whoever asked just before got."""
        mark = self.held[len(self.generation) :]
        return mark[1:].decode() if mark.startswith(FAILED) else None


class Turn(NamedTuple):
    """What becomes of a question: it is ours to ask (``claim``), or answered, or has just failed.

    With none of these Redis is away: everybody asks.
    """

    claim: Claim | None = None
    found: Envelope | None = None
    failure: str | None = None


class Turns:
    """The locks of this replica."""

    def __init__(
        self,
        data: Data,
        link: Link,
        names: Names,
        look: Callable[[Key], Awaitable[Envelope | None]],
        sleep: Sleep,
    ) -> None:
        self._data = data
        self._link = link
        self._names = names
        self._look = look
        self._sleep = sleep
        # Always the same: a claim whose answer was lost is ours when it is made again.
        self._who = secrets.token_hex(8).encode()
        self._claims: Gathered[Key, Claim | None]
        self._claims = Gathered(self._claim_many, lambda key: key.tag.organization_id)
        self._releases: Gathered[tuple[Claim, bytes], None]
        self._releases = Gathered(self._release_many, lambda item: item[0].organization_id)
        self._ours: dict[str, Claim] = {}
        self._renewing: asyncio.Task[None] | None = None

    async def take(self, key: Key, newer_than: float) -> Turn:
        """Wait for our turn to ask, or for an answer that is ``newer_than`` what is known."""
        pause, waited = _FIRST_PAUSE_SECONDS, 0.0
        while waited < _LONGEST_WAIT_SECONDS:
            claim = await self._claims(key)
            if claim is None and not self._link.is_up:
                break
            if claim is None:  # too slow this once; asking the upstream would take longer than again
                waited += PATIENCE_SECONDS
                continue
            if claim.failure is not None:
                return Turn(failure=claim.failure)
            if not claim.is_ours:
                await self._sleep(pause)
                waited += pause
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            found = await self._look(key)
            if found is not None and found.began_at > newer_than:
                if claim.is_ours:
                    self.release(claim)
                return Turn(found=found)
            if claim.is_ours:
                return Turn(claim)
        return Turn()

    def release(self, claim: Claim, failure: str | None = None) -> asyncio.Future[None]:
        """Let others ask; after a failure only once a second has passed."""
        self._ours.pop(claim.lock, None)
        left = b"" if failure is None else claim.generation + FAILED + failure.encode()
        return self._releases((claim, left))

    async def settle(self) -> None:
        """Wait for what is being released, and renew nothing any more."""
        if self._renewing is not None:
            self._renewing.cancel()
        await self._releases.settle()

    async def _claim_many(self, keys: Sequence[Key]) -> Sequence[Claim | None]:
        places = [(self._names.generation(key.tag), self._names.lock(key)) for key in keys]
        flat = [name for place in places for name in place]
        limits = (GENERATION_SECONDS, int(LOCK_SECONDS * 1000))
        told = await self._link.ask(lambda: self._eval(CLAIM, flat, new_generation(), self._who, *limits))
        if told is None:
            return [None] * len(keys)
        claims = [
            Claim(lock, key.tag.organization_id, generation, held, held == generation + self._who)
            for key, (_, lock), generation, held in zip(keys, places, told[::2], told[1::2], strict=True)
        ]
        self._ours.update({claim.lock: claim for claim in claims if claim.is_ours})
        if self._ours and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew())
        return claims

    async def _release_many(self, items: Sequence[tuple[Claim, bytes]]) -> Sequence[None]:
        locks = [claim.lock for claim, _ in items]
        rest = [part for claim, left in items for part in (claim.held, left)]
        await self._link.ask(lambda: self._eval(RELEASE, locks, int(FAILURE_SECONDS * 1000), *rest))
        return [None] * len(items)

    async def _renew(self) -> None:
        while self._ours:
            await asyncio.sleep(LOCK_SECONDS / 3)
            by_organization: dict[str, list[Claim]] = {}
            for claim in self._ours.values():
                by_organization.setdefault(claim.organization_id, []).append(claim)
            for claims in by_organization.values():
                locks, held = [each.lock for each in claims], [each.held for each in claims]
                await self._link.ask(partial(self._eval, RENEW, locks, int(LOCK_SECONDS * 1000), *held))

    async def _eval(self, script: str, names: Sequence[str], *arguments: bytes | int) -> Any:  # noqa: ANN401 - whatever it gives
        # Not EVALSHA: a few hundred bytes for a batch are less than a Redis that forgot its scripts.
        return await self._data.eval(script, len(names), *names, *arguments)
