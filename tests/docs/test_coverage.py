"""The list of what is reached is the reference's, and true."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema

from domain.ids import IdKind
from tests.gateway_under_test import HOME, NOON, RICH, TROUBLED, GatewayUnderTest

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
BASE = "/api/partners/v2.0"
PAGE = (ROOT / "docs" / "coverage.md").read_text()
ROWS: dict[str, str] = dict(re.findall(r"^\| `([A-Z]+ /[^`]+)` \| (.+) \|$", PAGE, re.MULTILINE))
COORDINATE = re.compile(r"`([A-Z]\w+)\.(\w+)`")

_TIME = 'from: "2026-10-13T00:00:00Z", to: "2026-10-14T00:00:00Z"'
_DATA = f"data({_TIME}, resolution: HOUR, first: 1) {{ totalCount }} savings({_TIME}) {{ startsAt }}"
_SCHEDULE = f"schedule({_TIME}) {{ startsAt }}"

READ = f"""query($userId: ID!, $session: ID!) {{
  user(by: {{id: $userId}}) {{
    buildings {{ id }} energyContracts {{ id }} wallboxes {{ id }} chargingConfiguration {{ mode }}
    heatPumps {{ {_DATA} {_SCHEDULE} statistics {{ startsAt }} }}
    electricVehicles {{
      {_DATA} chargePolicy {{ timezone }} currentChargingSession {{ id }}
      chargingSessions(from: "2026-10-01", to: "2026-10-13") {{ totalCount }}
    }}
    solarInverters {{ {_DATA} {_SCHEDULE} }}
  }}
  organization {{
    users(first: 1) {{ totalCount }}
    savings({_TIME}) {{ totalEuros }}
    dayAheadPrices(priceZone: AT, {_TIME}, first: 1) {{ totalCount }}
    loadCurve {{ tradeId }}
    zone: loadCurve(priceZone: AT) {{ tradeId }}
  }}
  onboardingSession(id: $session) {{ kind }}
}}"""

REPORT = """mutation($input: PendingActionReportInput!) {
  pendingActionReport(input: $input) { userErrors { path } }
}"""

KINDS = {
    "heatPump": ("heat-pumps", IdKind.HEAT_PUMP),
    "electricVehicle": ("electric-vehicles", IdKind.ELECTRIC_VEHICLE),
    "solarInverter": ("inverters", IdKind.SOLAR_INVERTER),
    "wallbox": ("wallboxes", IdKind.WALLBOX),
}


def test_every_operation_of_the_reference_is_in_the_list_and_no_other() -> None:
    reference = json.loads((ROOT / "tests" / "sandbox" / "reference_operations.json").read_text())
    assert len(reference) == len(ROWS) == 70
    assert {f"{each['method']} {each['path'].removeprefix(BASE)}" for each in reference} == ROWS.keys()


def test_every_field_of_the_list_is_in_the_schema() -> None:
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text(), assume_valid=True)
    for type_name, field in COORDINATE.findall(PAGE):
        declared = schema.get_type(type_name)
        assert isinstance(declared, GraphQLObjectType), type_name
        assert field in declared.fields, f"{type_name}.{field}"


def test_every_mutation_is_in_the_list() -> None:
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text(), assume_valid=True)
    assert schema.mutation_type is not None
    listed = {
        field for text in ROWS.values() for parent, field in COORDINATE.findall(text) if parent == "Mutation"
    }
    assert listed == schema.mutation_type.fields.keys()


async def test_exactly_the_operations_with_a_field_are_called(gateway: GatewayUnderTest) -> None:
    await _ask_for_everything(gateway)
    called = {_operation(call) for call in gateway.sandbox.calls}
    assert called == {name for name, text in ROWS.items() if not text.startswith(("no field", "not called"))}


def _operation(call: str) -> str:
    """The operation that a call is of."""
    shapes = {name: re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(name)) for name in ROWS}
    fitting = [name for name, shape in shapes.items() if re.fullmatch(shape, call)]
    # A fixed path, such as ".../sessions/current", goes before one with a parameter.
    return min(fitting, key=lambda name: name.count("{"))


async def _write(gateway: GatewayUnderTest, field: str, answer: str, **values: Any) -> Any:  # noqa: ANN401 - JSON
    input_type = f"{field[0].upper()}{field[1:]}Input!"
    asked = f"{field}(input: $input) {{ {answer} userErrors {{ message path }} }}"
    text = f"mutation($input: {input_type}) {{ {asked} }}"
    payload = (await gateway.ask(text, {"input": values}))[field]
    assert payload.pop("userErrors") == [], field
    (value,) = payload.values()
    return value


async def _ask_for_everything(gateway: GatewayUnderTest) -> None:
    user_id = gateway.user_id()
    urls = {"successUrl": "https://a.test", "cancelUrl": "https://b.test"}
    session = await _write(
        gateway,
        "onboardingSessionCreate",
        "onboardingSession { id }",
        userId=user_id,
        language="GERMAN",
        priceZone="AT",
        **urls,
    )
    await gateway.ask(READ, {"userId": user_id, "session": session["id"]})
    await _write_people_and_homes(gateway, user_id)
    await _write_devices(gateway, user_id)
    broken = gateway.id_below(TROUBLED, "heat-pumps", IdKind.HEAT_PUMP, action_needed=True)
    action = {"deviceId": broken, "code": "reauthenticate"}
    await _write(gateway, "pendingActionStart", "startedAction { redirectUrl }", **action, **urls)
    await _write(gateway, "pendingActionReport", "device { id }", **action, outcome="SUCCESS")
    await _write(
        gateway, "chargingConfigurationUpdate", "chargingConfiguration { mode }", userId=user_id, mode="OFF"
    )
    prices = [{"startsAt": NOON.replace(day=16).isoformat(), "pricePerMegawattHour": "1"}]
    for field in ("dayAheadPricesUpload", "dayAheadPricesReplace"):
        await _write(gateway, field, "result { state }", priceZone="AT", prices=prices)
    curve = gateway.sandbox.rows(f"/org/{HOME.organization_id}/trading/dayahead/loadcurve")
    await _write(gateway, "loadCurveAccept", "tradeId", tradeId=curve["trade_id"])


async def _write_people_and_homes(gateway: GatewayUnderTest, user_id: str) -> None:
    user = await _write(gateway, "userCreate", "user { id }", role="USER", email="new@example.test")
    await _write(gateway, "userUpdate", "user { id }", id=user["id"], firstName="Kim")
    await _write(gateway, "userDelete", "deletedId", id=user["id"])
    building = await _write(gateway, "buildingCreate", "building { id }", ownerId=user_id, name="B")
    await _write(gateway, "buildingUpdate", "building { id }", id=building["id"], name="C")
    await _write(gateway, "buildingDelete", "deletedId", id=building["id"])
    contract = await _write(gateway, "energyContractCreate", "energyContract { id }", ownerId=user_id)
    await _write(gateway, "energyContractUpdate", "energyContract { id }", id=contract["id"], supplier="S")
    await _write(gateway, "energyContractDelete", "deletedId", id=contract["id"])


async def _write_devices(gateway: GatewayUnderTest, user_id: str) -> None:
    for stem, (below, kind) in KINDS.items():
        device_id = gateway.id_below(RICH, below, kind)
        await _write(gateway, f"{stem}Create", f"{stem} {{ id }}", ownerId=user_id)
        await _write(gateway, f"{stem}Update", f"{stem} {{ id }}", id=device_id, comment="C")
        await _write(
            gateway,
            "deviceReauthenticate",
            "reauthenticationSession { authenticationUrl }",
            deviceId=device_id,
        )
        # No device of the sample data but a heat pump asks for something; whether it does, is looked up.
        report = {"deviceId": device_id, "code": "nothing", "outcome": "SUCCESS"}
        await gateway.ask(REPORT, {"input": report})
        if stem in ("electricVehicle", "wallbox"):
            await _write(gateway, f"{stem}BoostStart", f"{stem} {{ id }}", id=device_id)
            await _write(gateway, f"{stem}BoostCancel", f"{stem} {{ id }}", id=device_id)
    await _write(
        gateway,
        "chargePolicyUpdate",
        "electricVehicle { id }",
        electricVehicleId=gateway.id_below(RICH, "electric-vehicles", IdKind.ELECTRIC_VEHICLE),
        timezone="Europe/Berlin",
    )
