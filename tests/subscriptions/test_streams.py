"""Subscriptions through GraphQL: what goes out, what it costs, and who stops getting it."""

import asyncio
from typing import Any

import httpx
import pytest

from domain.errors import Forbidden
from domain.ids import IdKind, encode_id
from sandbox import API_BASE, TOKEN_PATH, Fault
from tests.gateway_under_test import HOME, OTHER, RICH, UPSTREAM, GatewayUnderTest

pytestmark = pytest.mark.anyio

USER_DEVICES = """subscription($id: ID!) { userDevicesUpdated(userId: $id) {
  changed { id comment owner { email } } removedIds
} }"""
DEVICE = "subscription($id: ID!) { deviceUpdated(id: $id) { id comment ... on HeatPump { powerWatts } } }"
QUICK = 0.01


class PartnerApp:
    """Somebody else who writes to the Partner API."""

    def __init__(self, gateway: GatewayUnderTest) -> None:
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(gateway.sandbox.app), base_url=UPSTREAM + API_BASE
        )

    async def send(self, method: str, path: str, **body: Any) -> None:  # noqa: ANN401 - JSON
        if "authorization" not in self._http.headers:
            answer = await self._http.post(
                UPSTREAM + TOKEN_PATH,
                auth=(HOME.client_id, HOME.client_secret),
                json={"grant_type": "client_credentials"},
            )
            self._http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        answer = await self._http.request(method, f"/org/{HOME.organization_id}{path}", json=body or None)
        assert answer.is_success, answer.text


def rows(gateway: GatewayUnderTest, collection: str, position: int = RICH) -> list[dict[str, Any]]:
    user_id = gateway.user_row(position)["id"]
    found: list[dict[str, Any]] = gateway.sandbox.rows(
        f"/org/{HOME.organization_id}/users/{user_id}/{collection}"
    )
    return found


def heat_pump_id(gateway: GatewayUnderTest, row: dict[str, Any]) -> str:
    return encode_id(IdKind.HEAT_PUMP, HOME.organization_id, row["owner"]["id"], row["id"])


async def test_all_devices_first_and_then_what_changed() -> None:
    async with GatewayUnderTest(watch_interval_seconds=QUICK) as gateway:
        partner = PartnerApp(gateway)
        first, second = rows(gateway, "heat-pumps")[:2]
        stream = gateway.follow(USER_DEVICES, {"id": gateway.user_id()}, role="user")
        seen: set[str] = set()
        collections = ("heat-pumps", "electric-vehicles", "inverters", "wallboxes")
        everything = {row["id"] for each in collections for row in rows(gateway, each)}
        while len(seen) < len(everything):
            update = (await anext(stream))["data"]["userDevicesUpdated"]
            seen |= {device["id"] for device in update["changed"]}
            assert update["removedIds"] == []
        path = f"/users/{first['owner']['id']}/heat-pumps"
        await partner.send("PUT", f"{path}/{first['id']}", comment="Cellar")
        assert (await anext(stream))["data"]["userDevicesUpdated"] == {
            "changed": [
                {
                    "id": heat_pump_id(gateway, first),
                    "comment": "Cellar",
                    "owner": {"email": gateway.user_row(RICH)["email"]},
                }
            ],
            "removedIds": [],
        }
        await partner.send("DELETE", f"{path}/{second['id']}")
        assert (await anext(stream))["data"]["userDevicesUpdated"] == {
            "changed": [],
            "removedIds": [heat_pump_id(gateway, second)],
        }
        await stream.aclose()


async def test_one_device_until_it_is_gone() -> None:
    async with GatewayUnderTest(watch_interval_seconds=QUICK) as gateway:
        partner = PartnerApp(gateway)
        row = rows(gateway, "heat-pumps")[0]
        path = f"/users/{row['owner']['id']}/heat-pumps/{row['id']}"
        stream = gateway.follow(DEVICE, {"id": heat_pump_id(gateway, row)})
        event = await anext(stream)
        assert event["data"]["deviceUpdated"]["powerWatts"] == row["current_power_consumption_w"]
        await partner.send("PUT", path, comment="Attic")
        assert (await anext(stream))["data"]["deviceUpdated"]["comment"] == "Attic"
        await partner.send("DELETE", path)
        assert await anext(stream) == {"data": {"deviceUpdated": None}}
        assert [event async for event in stream] == []


async def test_a_thousand_subscribers_make_the_calls_of_one() -> None:
    async with GatewayUnderTest(watch_interval_seconds=600) as gateway:
        before = asyncio.all_tasks()
        query = "subscription($id: ID!) { userDevicesUpdated(userId: $id) { changed { id } } }"
        streams = [gateway.follow(query, {"id": gateway.user_id()}, role="user") for _ in range(1000)]
        firsts = await asyncio.gather(*(anext(stream) for stream in streams))
        assert all(first["data"]["userDevicesUpdated"]["changed"] for first in firsts)
        assert len(gateway.sandbox.calls) == 4
        await asyncio.gather(*(stream.aclose() for stream in streams))
        assert asyncio.all_tasks() == before


@pytest.mark.parametrize(
    ("subscription", "kind"),
    [
        ("subscription($id: ID!) { userDevicesUpdated(userId: $id) { removedIds } }", IdKind.USER),
        ("subscription($id: ID!) { deviceUpdated(id: $id) { id } }", IdKind.WALLBOX),
        (
            "subscription($id: ID!) { chargingSessionUpdated(electricVehicleId: $id) { id } }",
            IdKind.ELECTRIC_VEHICLE,
        ),
    ],
)
async def test_what_is_not_visible_is_null_once_and_asks_nobody(
    gateway: GatewayUnderTest, subscription: str, kind: IdKind
) -> None:
    own_id = None if kind is IdKind.USER else HOME.organization_id
    for organization, position in ((OTHER, 3), (HOME, 4)):
        owner = gateway.user_row(position, organization.organization_id)["id"]
        hidden = encode_id(kind, organization.organization_id, owner, own_id)
        events = [event async for event in gateway.follow(subscription, {"id": hidden}, role="user")]
        (field,) = events[0]["data"]
        assert events == [{"data": {field: None}}]
    assert gateway.sandbox.calls == []


async def test_a_malformed_id_is_one_error(gateway: GatewayUnderTest) -> None:
    events = [event async for event in gateway.follow(DEVICE, {"id": "../x"})]
    assert [error["extensions"]["code"] for event in events for error in event["errors"]] == [
        "BAD_USER_INPUT"
    ]
    assert gateway.sandbox.calls == []


async def test_an_outage_is_told_and_then_the_state_again() -> None:
    async with GatewayUnderTest(watch_interval_seconds=QUICK) as gateway:
        row = rows(gateway, "heat-pumps")[0]
        stream = gateway.follow(DEVICE, {"id": heat_pump_id(gateway, row)})
        first = await anext(stream)
        gateway.sandbox.add_fault(Fault(match="/heat-pumps$", kind="status", status=500))
        event = await anext(stream)
        assert event["data"] == {"deviceUpdated": None}
        assert [(e["extensions"]["code"], e["path"]) for e in event["errors"]] == [
            ("UPSTREAM_UNAVAILABLE", ["deviceUpdated"])
        ]
        gateway.sandbox.clear_faults()
        assert await anext(stream) == first
        await stream.aclose()


async def test_whose_role_is_lowered_gets_no_further_event() -> None:
    async with GatewayUnderTest(watch_interval_seconds=QUICK) as gateway:
        partner = PartnerApp(gateway)
        users = gateway.sandbox.users(HOME.organization_id)
        position, staff = next((i, row) for i, row in enumerate(users) if row["role"] == "staff")
        row = rows(gateway, "heat-pumps")[0]
        stream = gateway.follow(DEVICE, {"id": heat_pump_id(gateway, row)}, role="staff", user=position)
        await anext(stream)
        await partner.send("PUT", f"/users/{staff['id']}", role="user")
        path = f"/users/{row['owner']['id']}/heat-pumps/{row['id']}"
        await partner.send("PUT", path, comment="Not for you")
        with pytest.raises(Forbidden):
            await anext(stream)
        assert [event async for event in stream] == []
