"""Asking the upstream: one replica does, keeps the answer, and tells the others."""

from typing import Any

from cache.entry import OVERHEAD_BYTES, Entry
from cache.freshness import RULES, Rule
from cache.levels import Levels
from cache.question import Ask, Question
from cache.redis import Claim, Envelope
from cache.served import Origin, Served
from cache.tag import Key
from domain.errors import (
    UpstreamError,
    UpstreamInvalidResponse,
    UpstreamNotFound,
    UpstreamOverloaded,
    UpstreamRejected,
    UpstreamTimeout,
    UpstreamUnavailable,
)

_ERRORS: dict[str, type[UpstreamError]] = {
    error.code: error
    for error in (UpstreamUnavailable, UpstreamTimeout, UpstreamRejected, UpstreamInvalidResponse)
}


class Fetching:
    """What runs in the tasks of ``levels.fetches``. All of it gives what was fetched, or raises."""

    def __init__(self, levels: Levels) -> None:
        self._levels = levels

    async def fetch(
        self, key: Key, ask: Ask[Any], newer_than: float = float("-inf"), *, is_behind: bool = False
    ) -> Served:
        """Ask, unless another replica does, or it has just failed.

        Args:
            key: Names the question.
            ask: Makes it.
            newer_than: When what is known already began to be asked for.
            is_behind: Whether nobody waits for it.

        Raises:
            UpstreamError: There is no usable answer.

        """
        levels = self._levels
        error = levels.failures.of(key)
        if error is not None:
            raise error
        question = ask(is_behind)
        if levels.shared is None:
            return await self._fetched(key, question)
        epoch = levels.shared.epoch
        turn = await levels.shared.take_turn(key, newer_than)
        if turn.found is not None:
            entry = self.decoded(turn.found, question, epoch)
            if entry is not None:
                levels.keep(levels.fetches, key, entry)
                return Served(entry, levels.age(entry), Origin.UPSTREAM)
            turn = await levels.shared.take_turn(key, float("inf"))
        if turn.failure is not None:
            error = _ERRORS.get(turn.failure, UpstreamUnavailable)("another replica has just failed")
            levels.failures.remember(key, error)
            raise error
        generation = None if turn.claim is None else turn.claim.generation
        return await self._fetched(key, question, turn.claim, generation, epoch)

    async def fetch_now(self, key: Key, ask: Ask[Any]) -> Served:
        """Ask, whoever else does and whatever is known."""
        shared = self._levels.shared
        if shared is None:
            return await self._fetched(key, ask(False))
        epoch = shared.epoch
        seen = await shared.look(key)
        return await self._fetched(key, ask(False), None, seen.generation if seen else None, epoch)

    def decoded(self, envelope: Envelope, question: Question[Any], epoch: int) -> Entry | None:
        """What bytes of Redis say; ``None`` if they say nothing to this version."""
        value: object = "known to be absent"
        if not envelope.is_absent:
            try:
                value = question.decode(envelope.body)
            except (UpstreamError, ValueError, RecursionError):
                self._levels.counters.unreadable += 1
                return None
        return Entry(
            value,
            len(envelope.body) + OVERHEAD_BYTES,
            envelope.began_at,
            is_absent=envelope.is_absent,
            generation=envelope.generation,
            epoch=epoch,
        )

    async def _fetched(
        self,
        key: Key,
        question: Question[Any],
        claim: Claim | None = None,
        generation: bytes | None = None,
        epoch: int = 0,
    ) -> Served:
        levels, rule = self._levels, RULES[key.tag.kind]
        levels.counters.kinds[key.tag.kind].fetched += 1
        began_at = levels.clock()
        try:
            body, value = await _asked(question, rule)
        except UpstreamError as error:
            self._failed(key, error, claim)
            raise
        except BaseException:
            if levels.shared is not None and claim is not None:
                levels.shared.release(claim)
            raise
        is_absent = isinstance(value, UpstreamNotFound)
        entry = Entry(
            str(value) if is_absent else value,
            len(body) + OVERHEAD_BYTES,
            began_at,
            is_absent=is_absent,
            generation=generation,
            epoch=epoch,
        )
        is_kept = levels.keep(levels.fetches, key, entry)
        if levels.shared is not None and is_kept and generation is not None:
            envelope = Envelope(generation, began_at, is_absent, body)
            seconds = rule.absent if is_absent else rule.lifetime
            levels.shared.put(key, envelope, seconds, claim)
        elif levels.shared is not None and claim is not None:
            levels.shared.release(claim)
        return Served(entry, 0.0, Origin.UPSTREAM)

    def _failed(self, key: Key, error: UpstreamError, claim: Claim | None) -> None:
        levels = self._levels
        # That too many ask at once, here, says nothing about the upstream, nor to other replicas.
        is_ours = isinstance(error, UpstreamOverloaded)
        if not is_ours and not levels.fetches.is_outdated():
            levels.failures.remember(key, error)
        if levels.shared is not None and claim is not None:
            levels.shared.release(claim, None if is_ours else error.code)


async def _asked(question: Question[Any], rule: Rule) -> tuple[bytes, object]:
    """The bytes and the record; no bytes and the error for what does not exist."""
    try:
        return await question.fetch()
    except UpstreamNotFound as error:
        if rule.absent <= 0:
            raise
        return b"", error
