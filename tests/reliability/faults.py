"""The upstream fails now and then, or answers wrongly: how much of that clients notice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox import Sandbox as SampleData
from sandbox import SandboxOptions
from tests.reliability.figures import Figures, figures_of
from tests.reliability.processes import HOME
from tests.reliability.questions import USERS
from tests.reliability.stage import Stage, now, staged

_WARM_PER_SECOND = 40.0
_COLD_PER_SECOND = 10.0
_HASTEN = 20.0
_LONGEST_ANSWER_SECONDS = 5.0
_DRIFTING = 70

_ROWS = "/(users|buildings|energy-contracts|heat-pumps|electric-vehicles|solar-inverters|wallboxes)(/|$)"


@dataclass(frozen=True)
class Trouble:
    """What goes wrong for as long as the scenario lasts, and the least share of complete answers.

    ``least_cold`` is that with nothing kept; ``None`` promises nothing but readable answers.
    """

    name: str
    begin: Callable[[Stage], Awaitable[None]]
    least_warm: float = 0.999
    least_cold: float | None = None
    most_attempts: float = 1.2


def _at_random(share: float) -> Callable[[Stage], Awaitable[None]]:
    async def begin(stage: Stage) -> None:
        stage.line.failing_share = share

    return begin


def _ordered(**fault: object) -> Callable[[Stage], Awaitable[None]]:
    async def begin(stage: Stage) -> None:
        await stage.sandbox.order({"match": _ROWS, **fault})

    return begin


async def _cut(stage: Stage) -> None:
    stage.line.cut_share = 0.2


async def _revoke_for_ever(stage: Stage) -> None:
    async def revoke() -> None:
        while True:
            await stage.sandbox.revoke_tokens()
            await asyncio.sleep(1)

    stage.beside(revoke())


async def _no_new_tokens(stage: Stage) -> None:
    await stage.sandbox.order({"match": "^/oauth2/token", "kind": "hang"})
    await stage.sandbox.revoke_tokens()


async def _drift(stage: Stage) -> None:
    """A newer Partner API: more fields, fewer, values nobody knows, and numbers as text."""
    sample = SampleData(SandboxOptions(users=USERS))
    faults = []
    for user in sample.users(HOME.organization_id)[:_DRIFTING]:
        path = f"/users/{user['id']}/heat-pumps"
        rows = sample.rows(f"/org/{HOME.organization_id}{path}")
        for row in rows:
            del row["indoor_actual_temperature"]
            row |= {"mood": {"is": ["new"]}, "connection_status": "dreaming", "optimization_score": [1, 2]}
            row["consumption_last_day_kwh"] = str(row["consumption_last_day_kwh"])
        faults.append({"match": path, "kind": "status", "status": 200, "body": rows})
    await stage.sandbox.order(*faults)


RANDOM_FAILURES = (
    Trouble("1 % of calls fail at random", _at_random(0.01), least_cold=0.999),
    Trouble("10 % of calls fail at random", _at_random(0.1), least_warm=0.995, least_cold=0.995),
    Trouble(
        "30 % of calls fail at random", _at_random(0.3), least_warm=0.95, least_cold=0.95, most_attempts=1.4
    ),
)

TROUBLES = (
    Trouble("20 % answer 500", _ordered(kind="status", status=500, rate=0.2), most_attempts=1.3),
    Trouble("20 % are reset", _ordered(kind="reset", rate=0.2), most_attempts=1.3),
    Trouble("20 % are cut in the middle of the answer", _cut, most_attempts=1.3),
    Trouble("20 % end too soon", _ordered(kind="truncate", rate=0.2), most_attempts=1.3),
    Trouble("20 % are garbage", _ordered(kind="garbage", rate=0.2)),
    Trouble("20 % are an HTML page, status 502", _ordered(kind="html", rate=0.2), most_attempts=1.3),
    Trouble("20 % have another shape", _ordered(kind="wrong_shape", rate=0.2)),
    Trouble(
        "20 % answer 429, Retry-After: 1",
        _ordered(kind="status", status=429, headers={"retry-after": "1"}, rate=0.2),
        most_attempts=1.3,
    ),
    Trouble("20 % stall for 30 s", _ordered(kind="delay", seconds=30, rate=0.2), most_attempts=1.3),
    Trouble("all stall for 30 s", _ordered(kind="delay", seconds=30)),
    Trouble("20 % have bodies that take 2 s", _ordered(kind="slow_body", seconds=2, rate=0.2)),
    Trouble(
        "20 % have bodies that take 10 s", _ordered(kind="slow_body", seconds=10, rate=0.2), most_attempts=1.3
    ),
    Trouble("all tokens are revoked every second", _revoke_for_ever, least_cold=0.999),
    Trouble("rows of a newer version", _drift, least_cold=0.999),
    Trouble("all tokens are revoked, and no new one is to be had", _no_new_tokens),
)


async def with_trouble(trouble: Trouble, seconds: float, *, is_warm: bool) -> Figures:
    """Have that trouble for so long, with everything kept or with nothing."""
    async with staged(hasten=_HASTEN, is_cold=not is_warm) as stage:
        await stage.warm_up()
        began = now()
        await trouble.begin(stage)
        told = await stage.load(_WARM_PER_SECOND if is_warm else _COLD_PER_SECOND, seconds)
        row = figures_of(f"{'warm' if is_warm else 'cold'}: {trouble.name}", told)
        row.attempts_per_call = stage.traffic(began, seconds).attempts_per_call
    least = trouble.least_warm if is_warm else trouble.least_cold
    if least is not None:
        row.expect("complete", row.complete, least=least)
    row.expect("unreadable", row.unreadable, most=0)
    row.expect("slowest", row.slowest, most=_LONGEST_ANSWER_SECONDS)
    row.expect("attempts/call", row.attempts_per_call, most=trouble.most_attempts)
    return row
