"""The long runs over HTTP: ``python -m tests.reliability.long_runs viewers|memory [count]``."""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from domain.ids import IdKind, encode_id
from sandbox import DEMO_ORGANIZATIONS, SandboxOptions
from sandbox import Sandbox as SampleData
from tests.cache.redis_server import RedisServer
from tests.reliability.load import make_session
from tests.reliability.processes import HOME, Fleet, Gateway

_AT_ONCE = 24
_MOST_GROWTH_BYTES = 20e6

_PATIENT = {
    "GATEWAY_OPERATION_DEADLINE_SECONDS": "60",
    "GATEWAY_UPSTREAM_ATTEMPT_TIMEOUT_SECONDS": "25",
    "GATEWAY_UPSTREAM_READ_TIMEOUT_SECONDS": "25",
    "GATEWAY_UPSTREAM_TOTAL_TIMEOUT_SECONDS": "50",
}
"""These runs are about what is answered, not how soon: a busy machine must not end them."""

_MINE = """query($id: ID!) { user(by: {id: $id}) {
  id firstName email buildings { id name } energyContracts { id } devices { id owner { email } }
} }"""
_ALL = "{ viewer { role } organization { users(first: 4) { nodes { email heatPumps { id } } } } }"
_NAME = "query($id: ID!) { user(by: {id: $id}) { id email } }"


@dataclass
class _Visit:
    """What one viewer asks, and what it is answered without any cache."""

    body: bytes
    headers: dict[str, str]
    answer: bytes = b""


async def viewers(count: int) -> dict[str, int]:
    """So many requests of random viewers of two organizations, through three gateways over one Redis."""
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    tally = {"data": 0, "null": 0, "stale": 0}
    with RedisServer() as redis:
        async with Fleet() as fleet, make_session() as session:
            sandbox = await fleet.sandbox(40)
            visits = _visits(fleet)
            reference = await fleet.gateway(sandbox.port, {"GATEWAY_CACHE": "false", **_PATIENT})
            for visit in visits:
                visit.answer = await _post(session, reference, visit)
            reference.kill()
            gateways = [
                await fleet.gateway(sandbox.port, {"GATEWAY_REDIS_URL": redis.url, **_PATIENT})
                for _ in range(3)
            ]

            async def ask(_number: int) -> None:
                visit = chance.choice(visits)
                answer = await _post(session, chance.choice(gateways), visit)
                tally["null" if b'{"user":null}' in answer else "data"] += 1
                if answer != visit.answer:  # it may say that it is stale, and nothing else
                    told = json.loads(answer)
                    assert list(told.pop("extensions", {})) == ["staleness"], (visit, answer)
                    assert told == json.loads(visit.answer), (visit, answer)
                    tally["stale"] += 1

            await _many(count, ask)
    return tally


async def memory(count: int, entries: int = 400) -> list[int]:
    """The process's memory in bytes after each tenth, with ten times the keys that there is room for."""
    keys = 10 * entries
    async with Fleet() as fleet, make_session() as session:
        sandbox = await fleet.sandbox(keys + 10)
        bound = {"GATEWAY_CACHE_MAX_ENTRIES": str(entries)}
        gateway = await fleet.gateway(sandbox.port, {**bound, **_PATIENT})
        users = SampleData(SandboxOptions(users=keys + 10)).users(HOME.organization_id)[:keys]
        headers = _headers(fleet.bearer("staff"))
        bodies = [_body(_NAME, HOME.organization_id, user["id"]) for user in users]

        async def ask(number: int) -> None:
            position = number * 7919 % keys
            answer = await _post(session, gateway, _Visit(bodies[position], headers))
            assert users[position]["email"].encode() in answer, answer

        sizes: list[int] = []
        for _ in range(10):
            await _many(count // 10, ask)
            sizes.append(gateway.resident_bytes())
        return sizes


def _visits(fleet: Fleet) -> list[_Visit]:
    """End users about themselves and about others, and staff, of both organizations."""
    sample, found = SampleData(SandboxOptions(users=40)), list[_Visit]()
    for organization, other in (DEMO_ORGANIZATIONS, DEMO_ORGANIZATIONS[::-1]):
        own = [row["id"] for row in sample.users(organization.organization_id)][2:32]
        foreign = sample.users(other.organization_id)[2]["id"]
        for role in ("staff", "administrator"):
            headers = _headers(fleet.bearer(role, organization_id=organization.organization_id))
            found.append(_Visit(json.dumps({"query": _ALL}).encode(), headers))
        for user in own:
            headers = _headers(fleet.bearer("user", user, organization.organization_id))
            for target, place in ((user, organization), (own[0], organization), (foreign, other)):
                found.append(_Visit(_body(_MINE, place.organization_id, target), headers))
    return found


async def _many(count: int, ask: Callable[[int], Awaitable[None]]) -> None:
    numbers = iter(range(count))

    async def work() -> None:
        for number in numbers:
            await ask(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(work())


async def _post(session: aiohttp.ClientSession, gateway: Gateway, visit: _Visit) -> bytes:
    url = f"{gateway.address}/graphql"
    async with session.post(url, data=visit.body, headers=visit.headers) as response:
        assert response.status == 200, await response.read()
        return await response.read()


def _body(query: str, organization_id: str, user_id: str) -> bytes:
    variables: dict[str, Any] = {"id": encode_id(IdKind.USER, organization_id, user_id)}
    return json.dumps({"query": query, "variables": variables}).encode()


def _headers(bearer: str) -> dict[str, str]:
    return {"authorization": bearer, "content-type": "application/json"}


def main() -> None:
    """Run it with the arguments of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.long_runs", description=__doc__)
    parser.add_argument("run", choices=("viewers", "memory"))
    parser.add_argument("count", type=int, nargs="?")
    asked = parser.parse_args()
    began = time.perf_counter()
    if asked.run == "viewers":
        tally = asyncio.run(viewers(asked.count or 100_000))
        sys.stdout.write(f"all answers are the right ones: {tally}, {time.perf_counter() - began:.0f} s\n")
        return
    sizes = asyncio.run(memory(asked.count or 200_000))
    told = " ".join(f"{size / 1e6:.1f}" for size in sizes)
    grown = sizes[-1] - sizes[0]
    sys.stdout.write(
        f"MB after each tenth: {told}; grown by {grown / 1e6:.1f} MB, {time.perf_counter() - began:.0f} s\n"
    )
    if grown > _MOST_GROWTH_BYTES:
        sys.exit(1)


if __name__ == "__main__":
    main()
