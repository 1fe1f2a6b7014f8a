"""How many round trips to the Partner API an operation takes, one after the other."""

import pytest

from domain.ids import IdKind
from partner_api import adaptive_limit
from sandbox import Sandbox, SandboxOptions
from tests.engine_under_test import ENGINE
from tests.gateway_under_test import NOON, RICH, GatewayUnderTest, RoleName
from tests.upstream_waves import Waves

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(ENGINE != "compiled", reason="graphql-core does not look ahead"),
]

HOME_SCREEN = """query($id: ID!) { user(by: {id: $id}) {
  firstName
  buildings { name energyContracts { supplier } devices { id } }
  energyContracts { supplier building { name } }
  devices { kind building { name } owner { email } }
} }"""
PAGE = """{ organization { users(first: 50) { nodes {
  firstName
  buildings { name energyContracts { supplier } devices { id } }
  devices { kind building { name } }
} } } }"""


@pytest.fixture(autouse=True)
def _no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything go at once that could: how many calls the upstream takes is another matter."""
    monkeypatch.setattr(adaptive_limit, "_START", 1000)


async def waves_of(
    query: str, role: RoleName = "administrator", kind: IdKind = IdKind.USER, below: str = ""
) -> list[int]:
    """How many calls each round trip had, which is what the plan says before."""
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    waves = Waves(sandbox)
    async with GatewayUnderTest(sandbox=sandbox, transport=waves) as gateway:
        own_id = gateway.id_below(RICH, below, kind) if below else gateway.user_id()
        variables = {"id": own_id} if "$id" in query else None
        request = {"query": query, "variables": variables, "extensions": {"plan": True}}
        response = await gateway.http.post("/graphql", json=request, headers=gateway.bearer(role))
        body = response.json()
        assert "errors" not in body
        plan = body["extensions"]["plan"]
        assert (plan["roundTrips"], plan["mayTakeMore"]) == (len(waves.waves), False)
        assert sum(len(wave) for wave in waves.waves) <= plan["upstreamCalls"]
        for wave in waves.waves:
            assert len(wave) == len(set(wave))
        return [len(wave) for wave in waves.waves]


@pytest.mark.parametrize("role", ["administrator", "staff", "user"])
async def test_the_home_screen_is_one(role: RoleName) -> None:
    assert await waves_of(HOME_SCREEN, role) == [1 + 1 + 1 + 4]


async def test_a_page_of_the_organization_is_two() -> None:
    # Who works for the organization has no home to look ahead to: their contracts are not asked for.
    assert await waves_of(PAGE) == [1, 24 * (1 + 4) + 21]


async def test_somebodys_own_home_is_one_whichever_way_it_is_asked_for() -> None:
    below = "{ nodes { buildings { devices { id } } } }"
    assert await waves_of(f"{{ organization {{ users {below} }} }}", "user") == [1 + 1 + 4]
    own = "{ viewer { user { buildings { devices { id } } devices { building { id } } } } }"
    assert await waves_of(own, "user") == [1 + 1 + 4]


async def test_what_hangs_off_a_thing_that_is_named_is_asked_for_with_it() -> None:
    building = "query($id: ID!) { building(id: $id) { name devices { id } owner { email } } }"
    assert await waves_of(building, kind=IdKind.BUILDING, below="buildings") == [1 + 4 + 1]
    node = "query($id: ID!) { node(id: $id) { ... on Building { name devices { id } } } }"
    assert await waves_of(node, kind=IdKind.BUILDING, below="buildings") == [1 + 4]
    nodes = "query($id: ID!) { nodes(ids: [$id]) { ... on HeatPump { building { owner { email } } } } }"
    assert await waves_of(nodes, kind=IdKind.HEAT_PUMP, below="heat-pumps") == [1 + 1 + 1]
    device = "query($id: ID!) { device(id: $id) { building { name } owner { email } } }"
    assert await waves_of(device, kind=IdKind.WALLBOX, below="wallboxes") == [1 + 1 + 1]


async def test_nothing_is_loaded_early_that_is_not_asked_for() -> None:
    assert await waves_of("query($id: ID!) { user(by: {id: $id}) { firstName } }") == [1]
    skipped = "query($id: ID!) { user(by: {id: $id}) { email devices @skip(if: true) { id } } }"
    assert await waves_of(skipped) == [1]
    kinds = "query($id: ID!) { user(by: {id: $id}) { devices(kinds: [WALLBOX]) { building { id } } } }"
    assert await waves_of(kinds) == [1 + 1 + 1]


async def test_what_only_one_kind_of_row_needs_waits_for_the_row() -> None:
    query = "query($id: ID!) { user(by: {id: $id}) { devices { id ... on Wallbox { building { id } } } } }"
    assert await waves_of(query) == [1 + 4, 1]


async def test_somebody_elses_things_are_not_loaded_early_either() -> None:
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    async with GatewayUnderTest(sandbox=sandbox) as gateway:
        other = gateway.user_id(RICH + 1)
        data = await gateway.ask(HOME_SCREEN, {"id": other}, role="user")
        assert (data, gateway.sandbox.calls) == ({"user": None}, [])
        data, errors = await gateway.ask_with_errors(HOME_SCREEN, {"id": "nonsense"})
        assert (errors, gateway.sandbox.calls) == ([("BAD_USER_INPUT", ["user"])], [])


async def test_a_mutation_reads_what_it_answers_with_after_the_write() -> None:
    mutation = """mutation($id: ID!) { buildingUpdate(input: {id: $id, name: "New"}) {
      building { name devices { id } owner { buildings { name } } }
    } }"""
    waves = await waves_of(mutation, kind=IdKind.BUILDING, below="buildings")
    assert waves == [1, 4 + 1 + 1]  # the write, and then everything
