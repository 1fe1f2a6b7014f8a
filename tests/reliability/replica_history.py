"""``python -m tests.reliability.replica_history``: three gateways over one Redis, written and read at random.

Buildings carry a version in their names. Every write and every read goes through a replica drawn at
random; ``--kills`` ends Redis so often in the middle of it, each time for a second and a half, and
with ``--freeze`` it is only stopped, with what it knows and all its connections.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from cache import RULES, Kind
from domain.ids import IdKind, encode_id
from sandbox import Sandbox as SampleData
from sandbox import SandboxOptions
from tests.cache.redis_server import RedisServer
from tests.reliability.load import make_session
from tests.reliability.processes import HOME, Fleet, Gateway
from tests.reliability.register_history import Away, History, Read, Verdict, Write

REPLICAS = 3
_USERS, _OBJECTS, _READERS = 40, 8, 16
_HASTEN = 60.0
_WITHOUT_REDIS_SECONDS = 1.5
_RECONNECTING_SECONDS = 2.5
"""A replica tries again after two seconds at the latest."""

_READ = "query($id: ID!) { building(id: $id) { id name } }"
_WRITE = """mutation($id: ID!, $name: String!) {
  buildingUpdate(input: {id: $id, name: $name}) { building { id name } userErrors { code } }
}"""


@dataclass
class Outcome:
    """What came out of a run."""

    verdict: Verdict
    kills: int
    write_seconds: list[float]
    """How long each write took, the shortest first."""
    failed: list[str] = field(default_factory=list)
    slowest: float = 0.0


class Run:
    """One run of so many seconds."""

    def __init__(
        self,
        *,
        seconds: float,
        kills: int,
        seed: int,
        hasten: float = _HASTEN,
        slow_writes: float = 0.0,
        readers: int = _READERS,
        is_frozen: bool = False,
        patience: float | None = None,
    ) -> None:
        self._seconds = seconds
        self._kills = kills
        self._hasten = hasten
        self._slow_writes = slow_writes
        self._readers = readers
        self._is_frozen = is_frozen
        self._patience = patience
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._history = History()
        self._failed: list[str] = []
        self._slowest = 0.0

    async def run(self) -> Outcome:
        """Do it all."""
        with RedisServer() as redis:
            async with Fleet() as fleet, make_session() as session:
                sandbox = await fleet.sandbox(_USERS)
                if self._slow_writes:  # done at once, and told late
                    slow = {"match": "/buildings/", "kind": "slow_body", "seconds": self._slow_writes}
                    await sandbox.order(*({**slow, "method": method} for method in ("PUT", "PATCH")))
                gateways = await asyncio.gather(
                    *(
                        fleet.gateway(
                            sandbox.port,
                            {"GATEWAY_REDIS_URL": redis.url},
                            hasten=self._hasten,
                            patience=self._patience,
                        )
                        for _ in range(REPLICAS)
                    )
                )
                self._begin(fleet, session, gateways)
                async with asyncio.TaskGroup() as group:
                    for name in _buildings():
                        group.create_task(self._write_for_long(name))
                    for _ in range(self._readers):
                        group.create_task(self._read_for_long())
                    group.create_task(self._kill(redis))
        verdict = self._history.check(RULES[Kind.BUILDINGS].fresh / self._hasten)
        writes = [write for each in self._history.writes.values() for write in each]
        taken = sorted(write.acknowledged - write.sent for write in writes)
        return Outcome(verdict, self._kills, taken, self._failed, self._slowest)

    def _begin(self, fleet: Fleet, session: aiohttp.ClientSession, gateways: list[Gateway]) -> None:
        self._session = session
        self._urls = [f"{gateway.address}/graphql" for gateway in gateways]
        self._headers = {"authorization": fleet.bearer("administrator"), "content-type": "application/json"}
        self._until = time.monotonic() + self._seconds

    async def _write_for_long(self, name: str) -> None:
        version = 0
        while (sent := time.monotonic()) < self._until:
            version += 1
            replica = self._chance.randrange(REPLICAS)
            answer = await self._ask(replica, _WRITE, {"id": name, "name": f"v{version}"})
            acknowledged = time.monotonic()
            if answer is None:
                return  # it may be there or not: nothing can be said of this one any more
            assert answer["buildingUpdate"]["userErrors"] == [], answer
            self._history.writes[name].append(Write(sent, acknowledged, version, replica))
            await self._read(name)
            await asyncio.sleep(self._chance.uniform(0.02, 0.3))

    async def _read_for_long(self) -> None:
        names = _buildings()
        while time.monotonic() < self._until:
            await self._read(self._chance.choice(names))
            if self._chance.random() < 0.5:
                await asyncio.sleep(self._chance.uniform(0, 0.02))

    async def _read(self, name: str) -> None:
        replica, sent = self._chance.randrange(REPLICAS), time.monotonic()
        answer = await self._ask(replica, _READ, {"id": name})
        ended = time.monotonic()
        if answer is not None:
            text = answer["building"]["name"]
            version = int(text[1:]) if text[0] == "v" and text[1:].isdigit() else 0
            self._history.reads[name].append(Read(sent, ended, version, replica))

    async def _ask(self, replica: int, query: str, variables: dict[str, str]) -> dict[str, Any] | None:
        body, sent = json.dumps({"query": query, "variables": variables}), time.monotonic()
        async with self._session.post(self._urls[replica], data=body, headers=self._headers) as response:
            answer = await response.json()
        self._slowest = max(self._slowest, time.monotonic() - sent)
        if response.status != 200 or "errors" in answer:
            self._failed.append(f"{response.status} {answer}")
            return None
        data: dict[str, Any] = answer["data"]
        return data

    async def _kill(self, redis: RedisServer) -> None:
        for _ in range(self._kills):
            await asyncio.sleep(max(0.0, self._seconds / (self._kills + 0.5) - 2 * _WITHOUT_REDIS_SECONDS))
            since = time.monotonic()
            if self._is_frozen:
                redis.freeze()
                await asyncio.sleep(_WITHOUT_REDIS_SECONDS)
                redis.thaw()
            else:
                redis.kill()
                await asyncio.sleep(_WITHOUT_REDIS_SECONDS)
                await asyncio.to_thread(redis.start)
            self._history.away.append(Away(since, time.monotonic() + _RECONNECTING_SECONDS))
            await asyncio.sleep(_RECONNECTING_SECONDS)


def _buildings() -> list[str]:
    """The global id of one building of each of a few users."""
    found: list[str] = []
    sample = SampleData(SandboxOptions(users=_USERS))
    for user in sample.users(HOME.organization_id):
        rows = sample.rows(f"/org/{HOME.organization_id}/users/{user['id']}/buildings")
        if rows and len(found) < _OBJECTS:
            found.append(encode_id(IdKind.BUILDING, HOME.organization_id, user["id"], rows[0]["id"]))
    return found


def main() -> None:
    """Run it with the arguments of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.replica_history", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--freeze", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hasten", type=float, default=_HASTEN, help="divides the times of the cache")
    parser.add_argument("--slow", type=float, default=0.0, help="seconds in which writes are answered")
    asked = parser.parse_args()
    run = Run(
        seconds=asked.seconds,
        kills=asked.kills,
        seed=asked.seed,
        hasten=asked.hasten,
        slow_writes=asked.slow,
        is_frozen=asked.freeze,
    )
    outcome = asyncio.run(run.run())
    for name, figure in _figures(outcome).items():
        sys.stdout.write(f"{name:52} {figure}\n")
    wrong = [*outcome.failed, *outcome.verdict.wrong]
    for line in wrong[:10]:
        sys.stdout.write(f"  {line}\n")
    if wrong:
        sys.exit(1)


def _figures(outcome: Outcome) -> dict[str, object]:
    verdict = outcome.verdict
    return {
        "reads": verdict.reads,
        "writes": verdict.writes,
        "times Redis was away": outcome.kills,
        "requests that failed": len(outcome.failed),
        "reads that missed a write, 100 ms after it": len(verdict.missed),
        "reads that missed one, but no later": verdict.just_missed,
        "the latest of these, ms after it": round(verdict.latest_miss_seconds * 1000),
        "reads that went back at a replica": len(verdict.back_at_a_replica),
        "between replicas, while a write was under way": len(verdict.back_between_replicas),
        "without Redis: reads behind another replica's write": verdict.behind_while_away,
        "without Redis: of these older than fresh": len(verdict.too_old_while_away),
        "median write, ms": round(outcome.write_seconds[len(outcome.write_seconds) // 2] * 1000),
        "slowest request, s": round(outcome.slowest, 2),
    }


if __name__ == "__main__":
    main()
