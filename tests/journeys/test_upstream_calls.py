"""The upstream-call budget of the queries that apps make: exactly these calls, and no other."""

import asyncio
import gc
from uuid import UUID

import pytest

from domain.ids import IdKind, encode_id
from sandbox import Fault
from tests.engine_under_test import ENGINE
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest

pytestmark = pytest.mark.anyio

ORGANIZATION = f"/org/{HOME.organization_id}"

HOME_SCREEN = """
query HomeScreen($id: ID!) {
  user(by: {id: $id}) {
    firstName
    buildings { id name owner { firstName } energyContracts { id } devices { id building { name } } }
    energyContracts { id type building { id } owner { lastName } }
    devices { id connectionStatus owner { email } building { id } }
    heatPumps { id } electricVehicles { id } solarInverters { id } wallboxes { id }
  }
}
"""


def _below(gateway: GatewayUnderTest, position: int, *collections: str) -> list[str]:
    user = f"GET {ORGANIZATION}/users/{gateway.user_row(position)['id']}"
    return [f"{user}/{collection}" if collection else user for collection in collections]


async def test_a_user_with_everything_is_one_call_per_collection(gateway: GatewayUnderTest) -> None:
    await gateway.ask(HOME_SCREEN, {"id": gateway.user_id()}, role="user")
    assert sorted(gateway.sandbox.calls) == sorted(
        _below(
            gateway,
            RICH,
            "",
            "buildings",
            "energy-contracts",
            "heat-pumps",
            "electric-vehicles",
            "inverters",
            "wallboxes",
        )
    )


async def test_nothing_is_fetched_that_was_not_selected(gateway: GatewayUnderTest) -> None:
    await gateway.ask("query($id: ID!) { user(by: {id: $id}) { email } }", {"id": gateway.user_id()})
    assert gateway.sandbox.calls == _below(gateway, RICH, "")


async def test_what_the_viewer_is_needs_no_call(gateway: GatewayUnderTest) -> None:
    await gateway.ask("{ viewer { role permissions { scope } } organization { id viewerCanCreate } }")
    assert gateway.sandbox.calls == []
    assert gateway.sandbox.token_requests == 0


@pytest.mark.parametrize("skipped", ["@skip(if: true)", "@include(if: false)"])
async def test_a_skipped_field_is_not_fetched(gateway: GatewayUnderTest, skipped: str) -> None:
    await gateway.ask(f"{{ organization {{ id users {skipped} {{ totalCount }} }} }}")
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize(
    ("field", "collection"),
    [
        ("heatPumps", "heat-pumps"),
        ("electricVehicles", "electric-vehicles"),
        ("solarInverters", "inverters"),
        ("wallboxes", "wallboxes"),
        ("buildings", "buildings"),
        ("energyContracts", "energy-contracts"),
        ("devices(kinds: [WALLBOX])", "wallboxes"),
    ],
)
async def test_users_with_one_collection_are_one_call_plus_one_each(
    gateway: GatewayUnderTest, field: str, collection: str
) -> None:
    await gateway.ask(f"{{ organization {{ users(first: 100) {{ nodes {{ id {field} {{ id }} }} }} }} }}")
    rows = gateway.sandbox.users(HOME.organization_id)
    assert len(rows) == 24
    assert gateway.sandbox.calls[0] == f"GET {ORGANIZATION}/users"
    assert sorted(gateway.sandbox.calls[1:]) == sorted(
        f"GET {ORGANIZATION}/users/{row['id']}/{collection}" for row in rows
    )


async def test_the_ways_back_cost_nothing(gateway: GatewayUnderTest) -> None:
    await gateway.ask(
        """{ organization { users(first: 100) { nodes {
          buildings { owner { email } energyContracts { building { owner { id } } owner { email } } }
        } } } }"""
    )
    calls = gateway.sandbox.calls
    rows = gateway.sandbox.users(HOME.organization_id)
    homes = {row["id"] for row in rows if gateway.sandbox.rows(f"{ORGANIZATION}/users/{row['id']}/buildings")}
    # The contracts of end users are asked for along with their buildings, be there any or not.
    ahead = {row["id"] for row in rows if row["role"] == "user"} if ENGINE == "compiled" else set()
    assert 0 < len(homes) <= len(ahead | homes) < len(rows)
    assert ENGINE != "compiled" or ahead - homes
    assert len(calls) == len(set(calls)) == 1 + len(rows) + len(ahead | homes)


async def test_only_devices_that_need_something_are_asked_for_actions(gateway: GatewayUnderTest) -> None:
    data = await gateway.ask(
        """{ organization { users(first: 100) { nodes {
          devices { id isAuthenticated isActionNeeded actions { code } }
        } } } }"""
    )
    needy = [
        device
        for user in data["organization"]["users"]["nodes"]
        for device in user["devices"]
        if device["isActionNeeded"] or not device["isAuthenticated"]
    ]
    assert needy
    assert len(gateway.sandbox.calls) == 1 + 24 * 4 + len(needy)


async def test_a_page_only_fetches_what_hangs_off_its_rows(gateway: GatewayUnderTest) -> None:
    await gateway.ask("{ organization { users(first: 3) { nodes { buildings { id } } } } }")
    assert len(gateway.sandbox.calls) == 1 + 3


async def test_looking_up_several_users_lists_them_once(gateway: GatewayUnderTest) -> None:
    ids = [gateway.user_id(position) for position in (2, 3, 4, 3)]
    data = await gateway.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})
    assert data == {"nodes": [{"id": each} for each in ids]}
    assert gateway.sandbox.calls == [f"GET {ORGANIZATION}/users"]


async def test_one_token_is_enough_for_many_calls(gateway: GatewayUnderTest) -> None:
    await gateway.ask("{ organization { users(first: 100) { nodes { buildings { id } } } } }")
    assert gateway.sandbox.token_requests == 1


async def test_a_fleet_page_reads_no_further_than_it_has_to(gateway: GatewayUnderTest) -> None:
    data = await gateway.ask(
        "{ organization { devices(first: 3, kinds: [HEAT_PUMP]) { nodes { id owner { email } } } } }"
    )
    assert len(data["organization"]["devices"]["nodes"]) == 3
    calls = gateway.sandbox.calls
    assert calls[0] == f"GET {ORGANIZATION}/users"
    assert all(call.endswith("/heat-pumps") for call in calls[1:])
    assert len(calls) < 1 + 24


async def test_walking_the_fleet_gives_every_device_once(gateway: GatewayUnderTest) -> None:
    query = """query($after: String) { organization { devices(first: 7, after: $after) {
      nodes { id } pageInfo { hasNextPage endCursor } totalCount unavailableOwners { id }
    } } }"""
    after, found, totals = None, [], set()
    while True:
        page = (await gateway.ask(query, {"after": after}))["organization"]["devices"]
        found += [node["id"] for node in page["nodes"]]
        totals.add(page["totalCount"])
        assert page["unavailableOwners"] == []
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    listed = {
        encode_id(kind, HOME.organization_id, row["id"], device["id"])
        for row in gateway.sandbox.users(HOME.organization_id)
        for kind, collection in (
            (IdKind.HEAT_PUMP, "heat-pumps"),
            (IdKind.ELECTRIC_VEHICLE, "electric-vehicles"),
            (IdKind.SOLAR_INVERTER, "inverters"),
            (IdKind.WALLBOX, "wallboxes"),
        )
        for device in gateway.sandbox.rows(f"{ORGANIZATION}/users/{row['id']}/{collection}")
    }
    assert len(found) == len(set(found))
    assert set(found) == listed
    assert totals == {len(listed)}


async def test_an_owner_who_cannot_be_read_is_named_and_the_page_stays(gateway: GatewayUnderTest) -> None:
    broken = gateway.user_row(RICH)["id"]
    gateway.sandbox.add_fault(Fault(match=f"users/{broken}/heat-pumps", kind="status", status=500))
    data = await gateway.ask(
        """{ organization { devices(first: 100, kinds: [HEAT_PUMP]) {
          nodes { owner { id } } unavailableOwners { id }
        } } }"""
    )
    devices = data["organization"]["devices"]
    assert devices["unavailableOwners"] == [{"id": gateway.user_id(RICH)}]
    assert devices["nodes"]
    assert {"owner": {"id": gateway.user_id(RICH)}} not in devices["nodes"]


async def test_the_same_question_of_two_clients_is_one_call(gateway: GatewayUnderTest) -> None:
    """The sandbox is made slow enough that both ask before it answers."""
    gateway.sandbox.add_fault(Fault(match="/buildings$", kind="delay", seconds=0.05))
    query = "query($id: ID!) { user(by: {id: $id}) { buildings { id } } }"
    answers = await asyncio.gather(
        *(gateway.ask(query, {"id": gateway.user_id()}, role=role) for role in ("staff", "user"))
    )
    assert answers[0] == answers[1]
    assert sorted(gateway.sandbox.calls) == sorted(_below(gateway, RICH, "", "buildings"))


NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on User { buildings { id } devices { id } } } }"


@pytest.mark.parametrize("case", ["more ids than are allowed", "something that is no id"])
async def test_what_is_refused_asks_for_nothing_ahead(case: str, gateway: GatewayUnderTest) -> None:
    made_up = [encode_id(IdKind.USER, HOME.organization_id, str(UUID(int=n))) for n in range(101)]
    ids = made_up if case == "more ids than are allowed" else [*made_up[:50], "no id"]
    response = await gateway.post(NODES, gateway.bearer(), {"ids": ids})
    assert [each["extensions"]["code"] for each in response.json()["errors"]] == ["BAD_USER_INPUT"]
    await asyncio.sleep(0.05)
    assert gateway.sandbox.calls == []


async def test_lists_that_fail_together_are_one_error_and_nothing_else() -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    async with GatewayUnderTest() as gateway:
        gateway.sandbox.add_fault(Fault(match="/users/[^/]+/", kind="status", status=500))
        text = "query($id: ID!) { user(by: {id: $id}) { devices { id } } }"
        response = await gateway.post(text, gateway.bearer(), {"id": gateway.user_id()})
        assert len(response.json()["errors"]) == 1
    gc.collect()
    await asyncio.sleep(0)
    assert complaints == []
