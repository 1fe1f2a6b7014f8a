"""The long runs: ``python -m tests.cache.long_runs viewers|memory|history [count]``."""

import argparse
import asyncio
import gc
import json
import time
from pathlib import Path

from cache import Cache, Freshness, Kind, awaited
from domain.device import DeviceKind
from partner_api.operations.devices import _LISTS
from sandbox import Sandbox, SandboxOptions
from tests.cache.caching_gateway import gateways
from tests.cache.history import play
from tests.cache.redis_server import RedisServer
from tests.cache.replicas import replicas
from tests.cache.scripted import ANNA, BEN, HOME, OTHER, Upstream, key_of
from tests.cache.viewers import interleave, visits
from tests.gateway_under_test import HOME as HOME_ORGANIZATION
from tests.gateway_under_test import NOON


async def viewers(count: int) -> None:
    """So many requests of random viewers through three gateways over one Redis."""
    with RedisServer() as server:
        async with gateways(3, server.url, users=40) as running:
            found = await visits(running[0].sandbox, users=30)
            started = time.perf_counter()
            tally = await interleave(running, found, count)
            seconds = time.perf_counter() - started
    print(f"{sum(tally.values())} answers in {seconds:.0f} s, all of them right: {tally}")


async def memory(count: int) -> None:
    """So many reads of real lists of devices, of ten times more questions than there is room for."""
    entries = 2000
    cache = Cache(max_entries=entries)
    body, owner = _a_list()
    decode = _LISTS[DeviceKind.HEAT_PUMP]

    class Question:
        async def fetch(self) -> tuple[bytes, object]:
            return body, self.decode(body)

        def decode(self, data: bytes) -> object:
            return decode(data, HOME_ORGANIZATION.organization_id, owner)

    question = Question()
    before = _resident()
    measured = 0.0
    for n in range(count):
        key = key_of(details=(n * 7919 % (10 * entries),))
        await awaited(cache.read(key, lambda _is_behind: question, Freshness()))
        if n == count // 10:
            gc.collect()
            measured = _resident()
            per_entry = (measured - before) / len(cache._levels.local)
            print(f"an entry of {len(body)} bytes of JSON takes {per_entry:.0f} bytes")
    gc.collect()
    grown = (_resident() - measured) / 1e6
    counters = cache.counters()
    print(
        f"{count} reads, {counters.entries} entries, {counters.bytes} bytes counted: grown by {grown:.1f} MB"
    )
    assert grown < 20


async def history(count: int) -> None:
    """So many random reads and writes through three replicas, checked."""
    keys = [
        key_of(owner, kind, organization)
        for owner in (ANNA, BEN)
        for kind in (Kind.DEVICES, Kind.BUILDINGS)
        for organization in (HOME, OTHER)
    ]
    upstream = Upstream()
    upstream.delay = 0.002
    checked = 0
    with RedisServer() as server:
        async with replicas(server.url, upstream) as readers:
            for seed in range(max(1, count // 6000)):
                upstream.versions.clear()
                for reader in readers:
                    await reader.cache.purge([key.tag for key in keys])
                checked += (await play(readers, upstream, keys, seed, steps=500)).check()
    print(f"{checked} reads checked: nobody went back, nobody missed a write")


def _a_list() -> tuple[bytes, str]:
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    for row in sandbox.users(HOME_ORGANIZATION.organization_id):
        path = f"/org/{HOME_ORGANIZATION.organization_id}/users/{row['id']}/heat-pumps"
        found = sandbox.rows(path)
        if found:
            return json.dumps(found).encode(), row["id"]
    raise LookupError("no heat pump in the sample data")


def _resident() -> float:
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * 4096.0


if __name__ == "__main__":
    runs = {"viewers": (viewers, 100_000), "memory": (memory, 200_000), "history": (history, 60_000)}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", choices=runs)
    parser.add_argument("count", type=int, nargs="?")
    arguments = parser.parse_args()
    run, default = runs[arguments.run]
    asyncio.run(run(arguments.count or default))
