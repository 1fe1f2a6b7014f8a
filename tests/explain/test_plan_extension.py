"""``extensions.plan``: the plan of one answer, for those who may know."""

from typing import Any

import pytest

from cache import WholeAnswers
from gateway.settings import CacheSettings
from tests.engine_under_test import ENGINE
from tests.gateway_under_test import GatewayUnderTest, RoleName

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(ENGINE != "compiled", reason="graphql-core has no plan"),
]

QUERY = "query Home($id: ID!) { user(by: {id: $id}) { buildings { name devices(kinds: [WALLBOX]) { id } } } }"


async def ask(
    gateway: GatewayUnderTest,
    query: str = QUERY,
    role: RoleName = "administrator",
    extensions: dict[str, Any] | None = None,
) -> dict[str, Any]:
    request = {
        "query": query,
        "variables": {"id": gateway.user_id()},
        "extensions": {"plan": True} if extensions is None else extensions,
    }
    response = await gateway.http.post("/graphql", json=request, headers=gateway.bearer(role))
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    answer: dict[str, Any] = response.json()
    return answer


async def test_the_plan_is_a_tree_of_calls(gateway: GatewayUnderTest) -> None:
    answer = await ask(gateway, role="user")
    assert [each["name"] for each in answer["data"]["user"]["buildings"]] == ["Elternhaus", "Zuhause"]
    assert answer["extensions"] == {
        "plan": {
            "kind": "query",
            "name": "Home",
            "role": "USER",
            "roundTrips": 1,
            "mayTakeMore": False,
            "upstreamCalls": 3,
            "values": 55,
            "points": 4,
            "limit": 300,
            "calls": [
                {
                    "field": "Query.user",
                    "path": ["user"],
                    "isRepeated": False,
                    "rows": 1,
                    "loads": [load("user", "owner in the arguments", "ASKED")],
                    "calls": [
                        {
                            "field": "User.buildings",
                            "path": ["user", "buildings"],
                            "isRepeated": False,
                            "rows": 1,
                            "loads": [load("buildings", "owner foreseen", "FORESEEN")],
                            "calls": [
                                {
                                    "field": "Building.devices",
                                    "path": ["user", "buildings", "devices"],
                                    "isRepeated": True,
                                    "rows": 3,
                                    "loads": [load("devices:WALLBOX", "owner foreseen", "FORESEEN")],
                                    "calls": [],
                                }
                            ],
                        }
                    ],
                }
            ],
        }
    }


def load(name: str, by: str, how: str) -> dict[str, Any]:
    told = {"name": name, "by": by, "wave": 1, "lastWave": 1, "how": how, "upstreamCalls": 1}
    return told if how == "ASKED" else {**told, "with": ["user"]}


async def test_nobody_is_told_who_did_not_ask(gateway: GatewayUnderTest) -> None:
    for extensions in ({}, {"plan": False}, {"plan": 1}, {"plan": "true"}):
        assert "extensions" not in await ask(gateway, extensions=extensions)


async def test_in_production_it_is_for_those_who_may_list_everybody() -> None:
    async with GatewayUnderTest(production=True) as gateway:
        assert "extensions" not in await ask(gateway, role="user")
        for role in ("staff", "administrator"):
            answer = await ask(gateway, role=role)
            assert answer["extensions"]["plan"]["role"] == role.upper()


async def test_it_stands_beside_calls_and_cost(gateway: GatewayUnderTest) -> None:
    answer = await ask(gateway, extensions={"plan": True, "upstream": True, "cost": True})
    assert set(answer["extensions"]) == {"plan", "upstream", "cost"}
    told = answer["extensions"]
    assert told["plan"]["points"] == told["cost"]["requested"]
    assert len(told["upstream"]["calls"]) == len(gateway.sandbox.calls) == told["plan"]["upstreamCalls"] == 3


async def test_an_answer_with_a_plan_is_not_kept() -> None:
    async with GatewayUnderTest(cache=CacheSettings()) as gateway:
        kept: WholeAnswers = gateway.app.state.cache.whole_answers
        first, second = await ask(gateway), await ask(gateway)
        assert first == second
        assert (kept.hits, len(kept)) == (0, 0)
        without = [await ask(gateway, extensions={}) for _ in range(2)]
        assert ["extensions" in each for each in without] == [False, False]
        assert (kept.hits, len(kept)) == (1, 1)


async def test_variables_that_cannot_be_read_are_told_as_ever(gateway: GatewayUnderTest) -> None:
    request = {"query": QUERY, "variables": {}, "extensions": {"plan": True}}
    response = await gateway.http.post("/graphql", json=request, headers=gateway.bearer())
    body = response.json()
    assert [error["extensions"]["code"] for error in body["errors"]] == ["BAD_USER_INPUT"]
    assert "extensions" not in body


async def test_what_graphql_core_answers_has_no_calls_to_tell(gateway: GatewayUnderTest) -> None:
    answer = await ask(gateway, "{ __schema { queryType { name } } }")
    assert answer["extensions"]["plan"] == {
        "kind": "query",
        "name": None,
        "role": "ADMINISTRATOR",
        "roundTrips": None,
        "mayTakeMore": True,
        "upstreamCalls": 0,
        "values": 3,
        "points": 1,
        "limit": 10_000,
        "noPlanFor": "introspection",
    }
