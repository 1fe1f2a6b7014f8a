"""Random viewers of several organizations, interleaved over gateways that share a cache."""

import asyncio
import json
import random
from dataclasses import dataclass
from typing import Any

from domain.ids import IdKind, encode_id
from gateway.settings import CacheSettings
from sandbox import Sandbox
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest

_MINE = """query($id: ID!) { user(by: {id: $id}) {
  id firstName email buildings { id name } energyContracts { id } devices { id owner { email } }
} }"""
_ALL = "{ viewer { role } organization { users(first: 4) { nodes { email heatPumps { id } } } } }"


@dataclass(frozen=True)
class _Visit:
    """What one viewer asks, and what the answer is without any cache."""

    organization_id: str
    role: str
    user_id: str | None
    query: str
    variables: dict[str, Any]
    answer: bytes


async def visits(sandbox: Sandbox, users: int) -> list[_Visit]:
    """End users about themselves and about somebody else, and staff, of both organizations."""
    found: list[_Visit] = []
    async with GatewayUnderTest(sandbox=sandbox, cache=CacheSettings(is_enabled=False)) as gateway:
        for organization, other in ((HOME, OTHER), (OTHER, HOME)):
            own = [row["id"] for row in sandbox.users(organization.organization_id)][2 : users + 2]
            foreign = [row["id"] for row in sandbox.users(other.organization_id)][2]
            questions: list[tuple[str, str | None, str, dict[str, Any]]] = [
                ("staff", None, _ALL, {}),
                ("administrator", None, _ALL, {}),
            ]
            for user in own:
                for target, place in ((user, organization), (own[0], organization), (foreign, other)):
                    variables = {"id": encode_id(IdKind.USER, place.organization_id, target)}
                    questions.append(("user", user, _MINE, variables))
            for role, user_id, query, variables in questions:
                headers = _bearer(gateway, role, user_id, organization.organization_id)
                answer = (await gateway.post(query, headers, variables)).content
                visit = (organization.organization_id, role, user_id, query, variables, answer)
                found.append(_Visit(*visit))
    return found


async def interleave(
    gateways: list[GatewayUnderTest], found: list[_Visit], count: int, seed: int = 1
) -> dict[str, int]:
    """Ask at random, many at once, and compare every answer; gives how many there were of a kind."""
    chance = random.Random(seed)  # noqa: S311 - not about secrets
    bearers: dict[tuple[int, int], dict[str, str]] = {}
    tally = {"data": 0, "null": 0}

    async def ask() -> None:
        place, position = chance.randrange(len(gateways)), chance.randrange(len(found))
        gateway, visit = gateways[place], found[position]
        headers = bearers.get((place, position))
        if headers is None:
            headers = _bearer(gateway, visit.role, visit.user_id, visit.organization_id)
            bearers[place, position] = headers
        answer = (await gateway.post(visit.query, headers, visit.variables)).content
        if answer != visit.answer:  # it may say that it is stale, and nothing else
            told = json.loads(answer)
            assert list(told.pop("extensions")) == ["staleness"], (visit, answer)
            assert told == json.loads(visit.answer), (visit, answer)
        tally["null" if b'{"user":null}' in answer else "data"] += 1

    async def work(share: int) -> None:
        for _ in range(share):
            await ask()

    await asyncio.gather(*(work(count // 20) for _ in range(20)))
    return tally


def _bearer(
    gateway: GatewayUnderTest, role: str, user_id: str | None, organization_id: str
) -> dict[str, str]:
    return {"authorization": f"Bearer {gateway.token(role, user_id, organization_id)}"}
