"""``extensions.upstream``: the calls behind one answer, for those who may know."""

import asyncio
from typing import Any

import pytest

from gateway.settings import CacheSettings
from gateway.telemetry.call_notes import MOST_NOTES, CallNote, CallNotes
from sandbox import Fault
from tests.gateway_under_test import RICH, TROUBLED, GatewayUnderTest, RoleName

pytestmark = pytest.mark.anyio

HOME_SCREEN = """query HomeScreen($id: ID!) {
  user(by: {id: $id}) { firstName buildings { name } energyContracts { supplier } }
}"""


async def ask(
    gateway: GatewayUnderTest,
    query: str = HOME_SCREEN,
    variables: dict[str, Any] | None = None,
    role: RoleName = "administrator",
    extensions: dict[str, Any] | None = None,
) -> dict[str, Any]:
    body = {
        "query": query,
        "variables": variables or {"id": gateway.user_id()},
        "extensions": {"upstream": True} if extensions is None else extensions,
    }
    response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer(role))
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    answer: dict[str, Any] = response.json()
    return answer


def calls(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return sorted(answer["extensions"]["upstream"]["calls"], key=lambda call: str(call["kind"]))


def sources(answer: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    return [(call["kind"], call["source"], call["outcome"], call["attempts"]) for call in calls(answer)]


async def test_each_call_with_its_time_and_what_the_cache_did() -> None:
    async with GatewayUnderTest(cache=CacheSettings()) as gateway:
        first = await ask(gateway)
        second = await ask(gateway)
    assert sources(first) == [
        ("buildings", "UPSTREAM", "OK", 1),
        ("energy_contracts", "UPSTREAM", "OK", 1),
        ("user", "UPSTREAM", "OK", 1),
    ]
    assert {kind: source for kind, source, *_ in sources(second)} == dict.fromkeys(
        ("buildings", "energy_contracts", "user"), "CACHE"
    )
    told = first["extensions"]["upstream"]
    assert (told["omitted"], set(told)) == (0, {"durationMs", "calls", "omitted"})
    by_kind = {call["kind"]: call for call in told["calls"]}
    assert all(call["startMs"] >= 0 and call["durationMs"] > 0 for call in told["calls"])
    assert all(call["startMs"] + call["durationMs"] <= told["durationMs"] + 0.2 for call in told["calls"])
    assert set(by_kind["user"]) == {"kind", "startMs", "durationMs", "source", "outcome", "attempts"}
    assert [call["ageSeconds"] for call in calls(second)] == [0, 0, 0]


async def test_without_a_cache_too(gateway: GatewayUnderTest) -> None:
    assert {source for _, source, *_ in sources(await ask(gateway))} == {"UPSTREAM"}


async def test_repetitions_and_failures(gateway: GatewayUnderTest) -> None:
    gateway.sandbox.add_fault(Fault(match="/buildings$", kind="status", status=503, times=1))
    gateway.sandbox.add_fault(Fault(match="/energy-contracts$", kind="status", status=400))
    assert sources(await ask(gateway)) == [
        ("buildings", "UPSTREAM", "OK", 2),
        ("energy_contracts", "UPSTREAM", "UPSTREAM_REJECTED", 1),
        ("user", "UPSTREAM", "OK", 1),
    ]


async def test_a_call_that_another_operation_made_is_shared() -> None:
    async with GatewayUnderTest(cache=CacheSettings()) as gateway:
        gateway.sandbox.add_fault(Fault(match="/users$", kind="delay", seconds=0.1))
        query = "query All { organization { users { totalCount } } }"
        answers = await asyncio.gather(*(ask(gateway, query) for _ in range(3)))
        assert len([path for path in gateway.sandbox.calls if path.endswith("/users")]) == 1
    told = sorted(call for answer in answers for call in sources(answer))
    assert told == [("users", "SHARED_CALL", "OK", 0)] * 2 + [("users", "UPSTREAM", "OK", 1)]


async def test_so_is_one_whose_answer_is_never_kept(gateway: GatewayUnderTest) -> None:
    gateway.sandbox.add_fault(Fault(match="/heat-pumps/[^/]+$", kind="delay", seconds=0.2))
    query = "query Actions($id: ID!) { user(by: {id: $id}) { devices { actions { __typename } } } }"
    variables = {"id": gateway.user_id(TROUBLED)}
    answers = await asyncio.gather(*(ask(gateway, query, variables) for _ in range(2)))
    told = sorted(call for answer in answers for call in sources(answer) if call[0] == "pending_actions")
    assert told == [
        ("pending_actions", "SHARED_CALL", "OK", 0),
        ("pending_actions", "UPSTREAM", "OK", 1),
    ]


async def test_old_answers_say_that_they_are() -> None:
    async with GatewayUnderTest(cache=CacheSettings()) as gateway:
        await ask(gateway)
        levels = gateway.app.state.cache._levels
        clock, passed = levels.clock, 320.0
        levels.clock = levels.failures._clock = lambda: clock() + passed
        stale = await ask(gateway)
        passed = 3000.0
        await asyncio.gather(*levels.fetches._running.values())
        passed = 3400.0
        gateway.sandbox.add_fault(Fault(match=".", kind="status", status=500))
        failing = await ask(gateway)
    kinds = {kind: source for kind, source, *_ in sources(stale)}
    assert kinds == {"buildings": "STALE", "energy_contracts": "STALE", "user": "UPSTREAM"}
    assert {call["ageSeconds"] for call in calls(stale) if call["source"] == "STALE"} == {320}
    assert "INSTEAD_OF_ERROR" in {source for _, source, *_ in sources(failing)}


async def test_writes_are_told_by_their_operation(gateway: GatewayUnderTest) -> None:
    mutation = """mutation Rename($id: ID!) {
      userUpdate(input: {id: $id, firstName: "Ada"}) { user { firstName } userErrors { code } }
    }"""
    assert ("update_user", "UPSTREAM", "OK", 1) in sources(await ask(gateway, mutation))


@pytest.mark.parametrize("extensions", [{}, {"upstream": False}, {"upstream": "true"}, {"upstream": 1}])
async def test_only_who_asks_is_told(gateway: GatewayUnderTest, extensions: dict[str, Any]) -> None:
    query = "{ viewer { role } }"
    body = {"query": query, "extensions": extensions}
    response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer())
    assert response.json() == {"data": {"viewer": {"role": "ADMINISTRATOR"}}}


@pytest.mark.parametrize(
    ("production", "role", "is_told"),
    [
        (True, "administrator", True),
        (True, "staff", True),
        (True, "user", False),
        (False, "user", True),
    ],
)
async def test_end_users_are_told_in_development_only(
    production: bool, role: RoleName, is_told: bool
) -> None:
    async with GatewayUnderTest(production=production) as gateway:
        answer = await ask(gateway, role=role)
        assert ("extensions" in answer) is is_told
        assert answer["data"]["user"]["firstName"] == gateway.user_row(RICH)["first_name"]


async def test_no_address_and_no_id_is_told(gateway: GatewayUnderTest) -> None:
    told = str((await ask(gateway))["extensions"])
    user = gateway.user_row(RICH)
    assert not [part for part in ("http", "/", user["id"], gateway.user_id()) if part in told]


async def test_an_answer_that_tells_of_its_calls_is_kept_by_nobody() -> None:
    async with GatewayUnderTest(cache=CacheSettings()) as gateway:
        query = "{ organization { users { totalCount } } }"
        plain = await gateway.http.get("/graphql", params={"query": query}, headers=gateway.bearer())
        told = await gateway.http.get(
            "/graphql", params={"query": query, "extensions": '{"upstream": true}'}, headers=gateway.bearer()
        )
    assert "etag" in plain.headers
    assert "etag" not in told.headers
    assert told.headers["cache-control"] == "no-store"
    assert told.json()["extensions"]["upstream"]["calls"]


def test_only_so_many_are_listed() -> None:
    notes = CallNotes(0.0)
    for _ in range(MOST_NOTES + 5):
        notes.add(CallNote("users", 1.0, 1.5))
    told = notes.told(2.0)
    assert (len(told["calls"]), told["omitted"], told["durationMs"]) == (MOST_NOTES, 5, 2000.0)
