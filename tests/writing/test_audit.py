"""One line in the audit log for every mutation, with nobody's data in it."""

import json
import logging
from typing import Any

import pytest

from domain.ids import decode_id
from sandbox import Fault
from tests.gateway_under_test import HOME, GatewayUnderTest
from tests.permissions.homes import OWN, home_of

pytestmark = pytest.mark.anyio

FIELDS = (
    "mutation", "outcome", "organization_id", "role", "viewer_id", "client_id", "objects", "fields",
    "problems", "result", "request_id",
)  # fmt: skip


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The audit lines so far, by the fields that each must have."""
    found = [record for record in caplog.records if record.name == "gateway.audit"]
    assert all(record.getMessage() == "mutation" for record in found)
    return [{name: record.__dict__[name] for name in FIELDS} for record in found]


async def run(
    gateway: GatewayUnderTest, query: str, asked: dict[str, Any], headers: dict[str, str]
) -> dict[str, Any]:
    response = await gateway.post(query, {**headers, "x-request-id": "asked-42"}, {"input": asked})
    body: dict[str, Any] = response.json()
    return body


CREATE = """mutation($input: BuildingCreateInput!) { buildingCreate(input: $input) {
  building { id } userErrors { code }
} }"""


@pytest.fixture(autouse=True)
def _all_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def expected(gateway: GatewayUnderTest, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    own = gateway.user_row(OWN)["id"]
    return {
        "mutation": "buildingCreate",
        "organization_id": HOME.organization_id,
        "role": "USER",
        "viewer_id": own,
        "client_id": None,
        "objects": {"ownerId": own},
        "fields": ["name"],
        "problems": [],
        "result": None,
        "request_id": "asked-42",
        **more,
    }


async def test_what_was_done(caplog: pytest.LogCaptureFixture) -> None:
    async with GatewayUnderTest() as gateway:
        asked = {"ownerId": gateway.user_id(), "name": "Hut"}
        body = await run(gateway, CREATE, asked, gateway.bearer("user"))
        created = decode_id(body["data"]["buildingCreate"]["building"]["id"])
        assert created is not None
        assert lines(caplog) == [expected(gateway, outcome="DONE", result=created.own_id)]


async def test_what_was_wrong_with_the_input(caplog: pytest.LogCaptureFixture) -> None:
    async with GatewayUnderTest() as gateway:
        asked = {"ownerId": gateway.user_id(), "name": "x" * 1000}
        await run(gateway, CREATE, asked, gateway.bearer("user"))
        problems = ["input.name: TOO_LONG"]
        assert lines(caplog) == [expected(gateway, outcome="REFUSED_INPUT", problems=problems)]


async def test_what_was_refused_by_role(caplog: pytest.LogCaptureFixture) -> None:
    query = """mutation($input: EnergyContractCreateInput!) { energyContractCreate(input: $input) {
      userErrors { code }
    } }"""
    async with GatewayUnderTest() as gateway:
        await run(gateway, query, {"ownerId": gateway.user_id()}, gateway.bearer("user"))
        mutation = "energyContractCreate"
        assert lines(caplog) == [expected(gateway, mutation=mutation, outcome="FORBIDDEN", fields=[])]


async def test_what_was_refused_by_object(caplog: pytest.LogCaptureFixture) -> None:
    query = "mutation($input: UserDeleteInput!) { userDelete(input: $input) { userErrors { code } } }"
    async with GatewayUnderTest() as gateway:
        await run(gateway, query, {"id": gateway.user_id(0)}, gateway.bearer("staff", 1))
        assert lines(caplog) == [
            expected(
                gateway,
                mutation="userDelete",
                outcome="FORBIDDEN",
                role="STAFF",
                viewer_id=gateway.user_row(1)["id"],
                objects={"id": gateway.user_row(0)["id"]},
                fields=[],
            )
        ]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(match="/buildings", kind="status", status=429), "UPSTREAM_UNAVAILABLE"),
        (Fault(match="/buildings", kind="status", status=500), "WRITE_OUTCOME_UNKNOWN"),
        (Fault(match="/buildings", kind="status", status=403), "UPSTREAM_REJECTED"),
    ],
)
async def test_what_failed_upstream(caplog: pytest.LogCaptureFixture, fault: Fault, outcome: str) -> None:
    async with GatewayUnderTest() as gateway:
        gateway.sandbox.add_fault(fault)
        asked = {"ownerId": gateway.user_id(), "name": "Hut"}
        await run(gateway, CREATE, asked, gateway.bearer("user"))
        assert lines(caplog) == [expected(gateway, outcome=outcome)]


async def test_a_line_for_each_mutation_of_a_document(caplog: pytest.LogCaptureFixture) -> None:
    query = """mutation($input: BuildingCreateInput!) {
      a: buildingCreate(input: $input) { userErrors { code } }
      b: buildingCreate(input: $input) { userErrors { code } }
    }"""
    async with GatewayUnderTest() as gateway:
        await run(gateway, query, {"ownerId": gateway.user_id(), "name": "x"}, gateway.bearer("user"))
        assert [line["outcome"] for line in lines(caplog)] == ["DONE", "DONE"]


PLANTED = "planted-7f3a"


async def test_nobodys_data_and_no_secret_is_in_any_line(caplog: pytest.LogCaptureFixture) -> None:
    address = f"https://{PLANTED}.example/back"
    user = {
        "email": f"{PLANTED}@people.example",
        "firstName": PLANTED,
        "lastName": PLANTED,
        "externalId": PLANTED,
        "address": {"town": PLANTED, "streetAndNumber": PLANTED},
    }
    async with GatewayUnderTest() as gateway:
        own = home_of(gateway)
        path = f"/org/{HOME.organization_id}/users/{gateway.user_row(7)['id']}"
        pump = gateway.sandbox.rows(f"{path}/heat-pumps")[0]
        detail = gateway.sandbox.rows(f"{path}/heat-pumps/{pump['id']}")
        secret = detail["actions"][0]["resolution_link"]["url"].rpartition("secret=")[2]
        devices = "query($id: ID!) { user(by: {id: $id}) { heatPumps { id } } }"
        found = await gateway.ask(devices, {"id": gateway.user_id(7)})
        device = found["user"]["heatPumps"][0]["id"]
        pages = {"successUrl": address, "cancelUrl": address}
        attempts: list[tuple[str, dict[str, Any]]] = [
            ("userCreate", {"role": "USER", **user}),
            ("userCreate", {"role": "USER", **user}),
            ("userCreate", {"role": "USER", **user, "email": f"{PLANTED} is no address"}),
            ("userUpdate", {"id": own.ids["user"], **user}),
            ("buildingCreate", {"ownerId": own.ids["user"], "name": PLANTED, "address": user["address"]}),
            ("buildingUpdate", {"id": PLANTED, "name": PLANTED}),
            ("pendingActionStart", {"deviceId": device, "code": "reauthenticate", **pages}),
            ("pendingActionReport", {"deviceId": device, "code": "reauthenticate", "outcome": "SUCCESS"}),
            ("pendingActionReport", {"deviceId": device, "code": PLANTED, "outcome": "SUCCESS"}),
            (
                "onboardingSessionCreate",
                {"userId": own.ids["user"], "language": "GERMAN", "priceZone": "AT", **pages},
            ),
            ("deviceReauthenticate", {"deviceId": device, **pages}),
            ("energyContractCreate", {"ownerId": own.ids["user"], "supplier": PLANTED, "meterId": PLANTED}),
            ("heatPumpUpdate", {"id": own.ids["heatPump"], "comment": PLANTED}),
        ]
        for faulty in (False, True):
            if faulty:
                broken = {"detail": f"{PLANTED}@people.example {address} {secret}"}
                for status in (400, 500):
                    gateway.sandbox.add_fault(
                        Fault(match=".", kind="status", status=status, body=broken, rate=0.5)
                    )
            for mutation, asked in attempts:
                kind = f"{mutation[0].upper()}{mutation[1:]}Input"
                query = (
                    f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ userErrors {{ code }} }} }}"
                )
                await run(gateway, query, asked, gateway.bearer())
        assert len(lines(caplog)) == 2 * len(attempts)
    for record in caplog.records:
        text = json.dumps(record.__dict__, default=str) + record.getMessage()
        assert PLANTED not in text, text
        assert secret not in text, text
