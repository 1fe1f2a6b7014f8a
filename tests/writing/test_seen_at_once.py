"""After a write every reader sees it: the payload, the same document, others, and live streams."""

import asyncio
from typing import Any

import pytest

from tests.gateway_under_test import GatewayUnderTest
from tests.permissions.homes import home_of

pytestmark = pytest.mark.anyio

NEVER = 600.0
"""An interval of polling that no test waits for."""

# A mutation, its input beside the id, what it answers with, and what is read of that.
WRITES: list[tuple[str, str, dict[str, Any], str, dict[str, Any]]] = [
    ("userUpdate", "user", {"lastName": "Changed"}, "user", {"lastName": "Changed"}),
    ("buildingUpdate", "building", {"name": "Changed"}, "building", {"name": "Changed"}),
    ("energyContractUpdate", "energyContract", {"supplier": "Sun"}, "energyContract", {"supplier": "Sun"}),
    ("heatPumpUpdate", "heatPump", {"comment": "New"}, "heatPump", {"comment": "New"}),
    ("electricVehicleUpdate", "electricVehicle", {"comment": "New"}, "electricVehicle", {"comment": "New"}),
    ("solarInverterUpdate", "solarInverter", {"comment": "New"}, "solarInverter", {"comment": "New"}),
    ("wallboxUpdate", "wallbox", {"comment": "New"}, "wallbox", {"comment": "New"}),
    (
        "deviceOptimizationPause",
        "wallbox",
        {},
        "device",
        {"isSmartOptimizationActive": False},
    ),
]


@pytest.mark.parametrize(
    ("mutation", "name", "changes", "field", "expected"), WRITES, ids=[each[0] for each in WRITES]
)
async def test_a_change(
    mutation: str, name: str, changes: dict[str, Any], field: str, expected: dict[str, Any]
) -> None:
    kind, read = f"{mutation[0].upper()}{mutation[1:]}Input", " ".join(expected)
    type_name = f"{name[0].upper()}{name[1:]}"
    write = f"{mutation}(input: $input) {{ {field} {{ {read} }} userErrors {{ code }} }}"
    look = f"query($id: ID!) {{ node(id: $id) {{ ... on {type_name} {{ {read} }} }} }}"
    async with GatewayUnderTest(watch_interval_seconds=NEVER) as gateway:
        node_id = home_of(gateway).ids[name]
        assert (await gateway.ask(look, {"id": node_id}, role="staff"))["node"] != expected
        asked = {"input": {"id": node_id, **changes}}
        query = f"mutation($input: {kind}!) {{ first: {write} second: {write} }}"
        data = await gateway.ask(query, asked)
        assert data == {each: {field: expected, "userErrors": []} for each in ("first", "second")}
        for role in ("administrator", "staff", "user"):
            assert await gateway.ask(look, {"id": node_id}, role=role) == {"node": expected}


FOLLOW = "subscription($id: ID!) { deviceUpdated(id: $id) { comment isSmartOptimizationActive } }"


@pytest.mark.parametrize("name", ["heatPump", "electricVehicle", "solarInverter", "wallbox"])
async def test_a_live_stream_does_not_wait_for_the_next_look(name: str) -> None:
    kind = f"{name[0].upper()}{name[1:]}UpdateInput"
    query = f"mutation($input: {kind}!) {{ {name}Update(input: $input) {{ userErrors {{ code }} }} }}"
    async with GatewayUnderTest(watch_interval_seconds=NEVER) as gateway:
        node_id = home_of(gateway).ids[name]
        stream = gateway.follow(FOLLOW, {"id": node_id}, role="user")
        try:
            async with asyncio.timeout(30):
                await anext(stream)
                await gateway.ask(query, {"input": {"id": node_id, "comment": "Seen"}}, role="staff")
                update = (await anext(stream))["data"]["deviceUpdated"]
            assert update["comment"] == "Seen"
        finally:
            await stream.aclose()


async def test_what_is_added_and_removed() -> None:
    look = "query($id: ID!) { user(by: {id: $id}) { buildings { id } } }"
    create = """mutation($id: ID!) { buildingCreate(input: {ownerId: $id, name: "Hut"}) {
      building { id name owner { buildings { id } } }
    } }"""
    delete = "mutation($id: ID!) { buildingDelete(input: {id: $id}) { deletedId } }"
    async with GatewayUnderTest() as gateway:
        owner = {"id": gateway.user_id()}
        before = await gateway.ask(look, owner, role="user")
        created = (await gateway.ask(create, owner, role="user"))["buildingCreate"]["building"]
        assert {"id": created["id"]} in created["owner"]["buildings"]
        for role in ("administrator", "user"):
            after = await gateway.ask(look, owner, role=role)
            assert {"id": created["id"]} in after["user"]["buildings"]
        assert await gateway.ask(delete, {"id": created["id"]}) == {
            "buildingDelete": {"deletedId": created["id"]}
        }
        assert await gateway.ask(look, owner, role="user") == before
