"""The upstream is away altogether, for a while: who is answered, what is sent, how soon all is well."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from cache import RULES, Kind
from tests.reliability.broken_line import State
from tests.reliability.figures import Figures, figures_of
from tests.reliability.load import Told
from tests.reliability.stage import Stage, now, staged

_PER_SECOND = 40.0
_COLD_PER_SECOND = 10.0
_PROBES_PER_SECOND = 20.0
_BEFORE_HEALING_SECONDS = 1.0
_AFTER_HEALING_SECONDS = 5.0
_LONGEST_NORMAL_SECONDS = 1.0
_LONGEST_ANSWER_SECONDS = 5.0


@dataclass(frozen=True)
class Outage:
    """How the upstream fails, and how soon after its return everything has to be as before."""

    name: str
    state: State
    is_killed: bool = False
    back_within: float = 1.0


OUTAGES = (
    Outage("killed, connections refused", State.REFUSING, is_killed=True),
    Outage("connections reset", State.RESETTING),
    Outage("says nothing", State.HANGING, back_within=3.0),
    Outage("answers 503", State.UNAVAILABLE),
)


async def warm_outage(outage: Outage, seconds: float, hasten: float = 1.0) -> Figures:
    """Everything is kept; then the upstream is away for so long."""
    async with staged(hasten=hasten) as stage:
        await stage.warm_up()
        usual_since = now()
        usual = await stage.load(_PER_SECOND, seconds)
        assert all(each.is_complete for each in usual), "not even the usual works"
        usual_traffic = stage.traffic(usual_since, seconds)
        broken_at = now()
        await _break(stage, outage)
        told = await stage.load(_PER_SECOND, seconds)
        back_after = await _heal(stage, outage)
        traffic = stage.traffic(broken_at, seconds)
        row = figures_of(f"warm: {outage.name}{_hastened(hasten)}", told)
        row.attempts_per_call = traffic.attempts_per_call
        row.load_share = traffic.sent / usual_traffic.sent
        row.back_after = back_after
        row.unsaid = _unsaid(told, broken_at + RULES[Kind.DEVICES].fresh / hasten)
    row.expect("complete", row.complete, least=0.999)
    row.expect("unreadable", row.unreadable, most=0)
    row.expect("stale unsaid", row.unsaid, most=0)
    row.expect("slowest", row.slowest, most=_LONGEST_ANSWER_SECONDS)
    row.expect("attempts/call", row.attempts_per_call, most=1.2)
    row.expect("load", row.load_share, most=0.5)
    row.expect("back after", row.back_after, most=outage.back_within)
    return row


async def cold_outage(outage: Outage, seconds: float) -> Figures:
    """Nothing is kept: nothing can be complete, but everybody is told so, and soon."""
    async with staged(is_cold=True) as stage:
        await stage.warm_up()
        broken_at = now()
        await _break(stage, outage)
        told = await stage.load(_COLD_PER_SECOND, seconds)
        row = figures_of(f"cold: {outage.name}", told)
        row.back_after = await _heal(stage, outage)
        row.attempts_per_call = stage.traffic(broken_at, seconds).attempts_per_call
    row.expect("unreadable", row.unreadable, most=0)
    row.expect("slowest", row.slowest, most=_LONGEST_ANSWER_SECONDS)
    row.expect("attempts/call", row.attempts_per_call, most=1.2)
    row.expect("back after", row.back_after, most=outage.back_within)
    return row


async def _break(stage: Stage, outage: Outage) -> None:
    await stage.line.become(outage.state)
    if outage.is_killed:
        stage.sandbox.kill()


async def _heal(stage: Stage, outage: Outage) -> float:
    """Bring the upstream back; gives after how many seconds everything was as before.

    That is judged by what was kept and by questions that nobody has asked yet.
    """
    if outage.is_killed:
        await stage.sandbox.start()
    seconds = _BEFORE_HEALING_SECONDS + _AFTER_HEALING_SECONDS
    asking = asyncio.gather(
        stage.load(_PROBES_PER_SECOND, seconds, stage.questions.unseen),
        stage.load(_COLD_PER_SECOND, seconds),
    )
    await asyncio.sleep(_BEFORE_HEALING_SECONDS)
    healed_at = now()
    await stage.line.become(State.WHOLE)
    probes, usual = await asking
    late = [each.sent_at for each in [*probes, *usual] if not _is_normal(each)]
    return max(0.0, max(late, default=healed_at) - healed_at)


def _is_normal(told: Told) -> bool:
    return told.is_complete and not told.is_failing and told.seconds < _LONGEST_NORMAL_SECONDS


def _unsaid(told: Sequence[Told], old_since: float) -> int:
    """How many answers were older than fresh, and did not say so."""
    return sum(each.is_complete and each.sent_at > old_since and each.stale_seconds is None for each in told)


def _hastened(hasten: float) -> str:
    return "" if hasten == 1 else f", times of the cache / {hasten:g}"
