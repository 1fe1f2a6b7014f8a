"""Random documents never take more round trips than their plan tells."""

from random import Random
from typing import Any

import pytest

from domain.ids import IdKind, encode_id
from partner_api import adaptive_limit
from permissions import MATRIX
from sandbox import Sandbox, SandboxOptions
from schema import build_schema, graphql_schema_of
from tests.engine_under_test import ENGINE
from tests.execution.differential.random_documents import Taste, random_document
from tests.gateway_under_test import HOME, NOON, RICH, GatewayUnderTest, RoleName
from tests.limits.test_costs import LEAVES
from tests.upstream_waves import Waves

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(ENGINE != "compiled", reason="graphql-core has no plan"),
]

ROLES: tuple[RoleName, ...] = ("administrator", "staff", "user")


@pytest.mark.parametrize("seed", range(2))
async def test_no_random_document_takes_more_round_trips(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adaptive_limit, "_START", 1000)
    assert await run_random_documents(seed, 12) > 3


async def run_random_documents(seed: int, count: int) -> int:
    """Run random documents of a seed as all roles; gives how many asked the Partner API."""
    random = Random(seed)  # noqa: S311 - no secret
    schema = graphql_schema_of(build_schema(MATRIX))
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    waves = Waves(sandbox)
    asking = 0
    async with GatewayUnderTest(sandbox=sandbox, transport=waves) as gateway:
        ids = [gateway.user_id(position) for position in (0, 1, RICH)]
        below = (("buildings", IdKind.BUILDING), ("heat-pumps", IdKind.HEAT_PUMP))
        ids += [gateway.id_below(RICH, name, kind) for name, kind in below]
        ids += [encode_id(IdKind.ORGANIZATION, HOME.organization_id, HOME.organization_id), "nonsense"]
        for _ in range(count):
            taste = Taste(
                leaf=lambda random, scalar, _name: random.choice(LEAVES.get(scalar, ids)),
                max_depth=random.randint(2, 6),
                max_selections=random.choice((3, 6, 10)),
            )
            case = random_document(schema, random, taste)
            role = random.choice(ROLES)
            waves.waves.clear()
            request = {"query": case.text, "variables": case.variables, "extensions": {"plan": True}}
            user = 1 if role == "staff" else None
            response = await gateway.http.post("/graphql", json=request, headers=gateway.bearer(role, user))
            plan: dict[str, Any] | None = response.json().get("extensions", {}).get("plan")
            if plan is None or plan["mayTakeMore"]:
                continue
            assert len(waves.waves) <= plan["roundTrips"], (case.text, case.variables, role)
            assert _calls(plan["calls"]) <= plan["upstreamCalls"], (case.text, case.variables, role)
            asking += bool(waves.waves)
    return asking


def _calls(calls: list[dict[str, Any]]) -> int:
    """What all calls of a tree make together."""
    return sum(sum(load["upstreamCalls"] for load in each["loads"]) + _calls(each["calls"]) for each in calls)
