"""What is wrong with an input: literal inputs, and the exact list of errors that a form gets."""

import re
from typing import Any

import pytest

from domain.ids import IdKind, encode_id
from sandbox import Fault
from tests.gateway_under_test import HOME, OTHER, RICH, GatewayUnderTest
from tests.inputs.conftest import Ask

pytestmark = pytest.mark.anyio

Case = tuple[str, dict[str, Any], list[tuple[str, str]]]
AT = "2026-10-20T00:00:00Z"
MODEL = {"typeCode": "a", "typeName": "b", "manufacturer": "c", "name": "d"}
INVITATION = {
    "successUrl": "https://app.test/",
    "cancelUrl": "app:back",
    "language": "GERMAN",
    "priceZone": "AT",
}
FIRST = "0001-01-01T00:00:00+00:01"
LAST = "9999-12-31T23:59:59-00:01"

REFUSED: list[Case] = [
    ("userCreate", {"role": "USER", "email": "nobody"}, [("INVALID_FORMAT", "email")]),
    ("userCreate", {"role": "USER", "email": "a@b"}, [("INVALID_FORMAT", "email")]),
    ("userCreate", {"role": "OTHER", "email": "a@b.test"}, [("INVALID", "role")]),
    (
        "userCreate",
        {
            "role": "OTHER",
            "email": "a b@c.test",
            "address": {"country": "AT\n"},
            "location": {"latitudeDegrees": 90.0001, "longitudeDegrees": -181},
        },
        [
            ("INVALID", "role"),
            ("INVALID_FORMAT", "email"),
            ("INVALID_FORMAT", "address.country"),
            ("OUT_OF_RANGE", "location.latitudeDegrees"),
            ("OUT_OF_RANGE", "location.longitudeDegrees"),
        ],
    ),
    (
        "buildingCreate",
        {
            "name": "x" * 101,
            "propertyType": "OTHER",
            "address": {"streetAndNumber": "x" * 101, "postalCode": "1" * 21, "town": "x" * 101},
            "occupantType": "x" * 51,
            "spaceHeating": "\U0001f3e0" * 51,
            "waterHeating": "x" * 51,
        },
        [
            ("INVALID", "propertyType"),
            ("TOO_LONG", "name"),
            ("TOO_LONG", "address.streetAndNumber"),
            ("TOO_LONG", "address.postalCode"),
            ("TOO_LONG", "address.town"),
            ("TOO_LONG", "occupantType"),
            ("TOO_LONG", "spaceHeating"),
            ("TOO_LONG", "waterHeating"),
        ],
    ),
    (
        "energyContractCreate",
        {
            "type": "SPOT_HOURLY",
            "prices": [
                {"pricePerKilowattHour": "NaN", "startsAt": AT},
                {"pricePerKilowattHour": "1E+400", "startsAt": FIRST},
                {"pricePerKilowattHour": "-Infinity", "startsAt": LAST},
            ],
            "meterId": "1" * 20,
            "supplier": "x" * 101,
        },
        [
            ("INVALID_FORMAT", "prices.0.pricePerKilowattHour"),
            ("OUT_OF_RANGE", "prices.1.pricePerKilowattHour"),
            ("OUT_OF_RANGE", "prices.1.startsAt"),
            ("INVALID_FORMAT", "prices.2.pricePerKilowattHour"),
            ("OUT_OF_RANGE", "prices.2.startsAt"),
            ("TOO_LONG", "meterId"),
            ("TOO_LONG", "supplier"),
            ("REQUIRED", "currency"),
        ],
    ),
    ("energyContractCreate", {"currency": "EUR\n"}, [("INVALID_FORMAT", "currency")]),
    ("energyContractCreate", {"currency": "eur"}, [("INVALID_FORMAT", "currency")]),
    (
        "heatPumpCreate",
        {
            "model": {**MODEL, "cloudServiceId": "none"},
            "priceZone": "OTHER",
            "comment": "x" * 301,
            "powerPauseEndsAt": FIRST,
            "heatingPolicyName": "x" * 101,
            "minimumIndoorTemperatureCelsius": 20.1,
            "maximumIndoorTemperatureCelsius": 20,
            "awayModeStartsAt": "2026-01-01T00:00:00.5Z",
            "awayModeEndsAt": "2026-01-01T00:00:00Z",
        },
        [
            ("INVALID", "priceZone"),
            ("INVALID_FORMAT", "model.cloudServiceId"),
            ("OUT_OF_RANGE", "powerPauseEndsAt"),
            ("TOO_LONG", "comment"),
            ("TOO_LONG", "heatingPolicyName"),
            ("CONTRADICTORY", "minimumIndoorTemperatureCelsius"),
            ("CONTRADICTORY", "awayModeStartsAt"),
        ],
    ),
    (
        "electricVehicleCreate",
        {
            "chargeTargetMinimumPercent": -1,
            "minimumChargePercent": 101,
            "chargeDeadline": "07:30:01",
            "surplusExportToStartWatts": 50_001,
            "surplusImportToStopWatts": -1,
        },
        [
            ("OUT_OF_RANGE", "chargeTargetMinimumPercent"),
            ("OUT_OF_RANGE", "minimumChargePercent"),
            ("INVALID_FORMAT", "chargeDeadline"),
            ("OUT_OF_RANGE", "surplusExportToStartWatts"),
            ("OUT_OF_RANGE", "surplusImportToStopWatts"),
        ],
    ),
    ("electricVehicleCreate", {"chargeDeadline": "07:30+02:00"}, [("INVALID_FORMAT", "chargeDeadline")]),
    (
        "solarInverterCreate",
        {
            "hasBattery": True,
            "minimumBatteryLevelPercent": 100.5,
            "maximumBatteryLevelPercent": -0.1,
        },
        [
            ("OUT_OF_RANGE", "minimumBatteryLevelPercent"),
            ("OUT_OF_RANGE", "maximumBatteryLevelPercent"),
            ("REQUIRED", "batteryCapacityKilowattHours"),
        ],
    ),
    ("wallboxCreate", {"chargeTargetMinimumPercent": 81}, [("CONTRADICTORY", "chargeTargetMinimumPercent")]),
    ("wallboxCreate", {"chargeTargetMaximumPercent": 49}, [("CONTRADICTORY", "chargeTargetMaximumPercent")]),
    ("wallboxCreate", {"chargeDeadlineAt": LAST}, [("OUT_OF_RANGE", "chargeDeadlineAt")]),
    (
        "onboardingSessionCreate",
        {
            "successUrl": "javascript:alert(1)",
            "cancelUrl": "https://app.test/" + "x" * 8000,
            "language": "OTHER",
            "priceZone": "OTHER",
            "kind": "OTHER",
        },
        [
            ("INVALID", "language"),
            ("INVALID", "priceZone"),
            ("INVALID", "kind"),
            ("INVALID_FORMAT", "successUrl"),
            ("TOO_LONG", "cancelUrl"),
        ],
    ),
    ("dayAheadPricesUpload", {"priceZone": "OTHER", "prices": []}, [("INVALID", "priceZone")]),
    (
        "dayAheadPricesReplace",
        {
            "priceZone": "OTHER",
            "prices": [
                {"startsAt": LAST, "pricePerMegawattHour": "0." + "1" * 21},
                {"startsAt": AT, "pricePerMegawattHour": "sNaN"},
            ],
        },
        [
            ("INVALID", "priceZone"),
            ("OUT_OF_RANGE", "prices.0.pricePerMegawattHour"),
            ("OUT_OF_RANGE", "prices.0.startsAt"),
            ("INVALID_FORMAT", "prices.1.pricePerMegawattHour"),
        ],
    ),
    ("chargingConfigurationUpdate", {"mode": "OTHER"}, [("INVALID", "mode")]),
    (
        "chargingConfigurationUpdate",
        {"surplusExportToStartWatts": 50_001, "surplusImportToStopWatts": -1},
        [("OUT_OF_RANGE", "surplusExportToStartWatts"), ("OUT_OF_RANGE", "surplusImportToStopWatts")],
    ),
    (
        "chargePolicyUpdate",
        {
            "monday": {"targetPercent": 101, "deadline": "07:00:00.5"},
            "sunday": {"targetPercent": -1},
        },
        [
            ("OUT_OF_RANGE", "monday.targetPercent"),
            ("INVALID_FORMAT", "monday.deadline"),
            ("OUT_OF_RANGE", "sunday.targetPercent"),
        ],
    ),
]


def whole(gateway: GatewayUnderTest, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The input with the object that it is about: the first end user's."""
    owner = gateway.user_id()
    if name.startswith(("user", "dayAhead")):
        return given
    if name == "onboardingSessionCreate":
        return {**INVITATION, "userId": owner, **given}
    if name == "chargingConfigurationUpdate":
        return {"userId": owner, **given}
    if name == "chargePolicyUpdate":
        return {"electricVehicleId": first(gateway, IdKind.ELECTRIC_VEHICLE, "electric-vehicles"), **given}
    return {"ownerId": owner, **given}


def first(gateway: GatewayUnderTest, kind: IdKind, collection: str, user: int = RICH) -> str:
    """The global id of a user's first object."""
    owner = gateway.user_row(user)["id"]
    row = gateway.sandbox.rows(f"/org/{HOME.organization_id}/users/{owner}/{collection}")[0]
    return encode_id(kind, HOME.organization_id, owner, row["id"])


def assert_sentences(messages: list[str]) -> None:
    for message in messages:
        assert re.fullmatch(r"[A-Z].*\.", message), message
        assert message.isprintable()
        assert "://" not in message


@pytest.mark.parametrize(("name", "given", "expected"), REFUSED)
async def test_all_problems_are_told_at_once_and_nothing_is_sent(
    name: str, given: dict[str, Any], expected: list[tuple[str, str]], gateway: GatewayUnderTest, ask: Ask
) -> None:
    answer = await ask(name, whole(gateway, name, given))
    assert (answer.errors, answer.failures, answer.writes) == (expected, [], [])
    assert_sentences(answer.messages)


def complaints(*rows: tuple[list[str | int], str, str]) -> dict[str, Any]:
    return {"detail": [{"loc": loc, "type": kind, "msg": message} for loc, kind, message in rows]}


BODY: list[str | int] = ["body", "payload"]
SENTENCE = "The Partner API does not accept this: {}."


@pytest.mark.parametrize(
    ("name", "path", "body", "expected", "messages"),
    [
        (
            "buildingCreate",
            "/buildings$",
            complaints(
                ([*BODY, "zip_code"], "string_too_long", "String should have at most 3 characters"),
                ([*BODY, "property_age"], "less_than_equal", "too old"),
                (
                    [*BODY, "name"],
                    "brand_new",
                    "Value error, see https://docs.partner.test/x for names\n\x07",
                ),
                ([*BODY, "town"], "brand_new", "\u202e\x00"),
                ([*BODY, "unheard_of"], "missing", "Field required"),
                (["query", "limit"], "brand_new", "limit?"),
            ),
            [
                ("TOO_LONG", "address.postalCode"),
                ("INVALID", "propertyAgeYears"),
                ("INVALID", "name"),
                ("INVALID", "address.town"),
                ("INVALID", ""),
                ("INVALID", ""),
            ],
            [
                "The text is too long.",
                "The number is out of range.",
                SENTENCE.format("see for names"),
                "The Partner API does not accept this.",
                "A value is needed.",
                SENTENCE.format("limit?"),
            ],
        ),
        (
            "energyContractCreate",
            "/energy-contracts$",
            complaints(
                ([*BODY, "energy_prices", 1, "price"], "finite_number", "Input should be finite"),
                (["body", "energy_prices", 0, "timestamp"], "value_error", "Value error, too old."),
                ([*BODY, "building_id"], "value_error", "no"),
                ([*BODY, "currency_energy_price"], "string_pattern_mismatch", "no"),
            ),
            [
                ("INVALID", "prices.1.pricePerKilowattHour"),
                ("INVALID", "prices.0.startsAt"),
                ("NOT_FOUND", "buildingId"),
                ("INVALID_FORMAT", "currency"),
            ],
            [
                SENTENCE.format("Input should be finite"),
                SENTENCE.format("too old"),
                "There is no such object.",
                "The text has not the form that is needed.",
            ],
        ),
        (
            "heatPumpCreate",
            "/heat-pumps$",
            {"detail": "no list at all"},
            [("INVALID", "")],
            [SENTENCE.format("The Partner API did not say what is wrong")],
        ),
        (
            "heatPumpCreate",
            "/heat-pumps$",
            complaints(([*BODY, "device_model", "device_type", "short_name"], "greater_than", "x")),
            [("OUT_OF_RANGE", "model.typeCode")],
            ["The number is out of range."],
        ),
    ],
)
async def test_what_only_the_upstream_knows_is_told_in_the_same_form(
    name: str,
    path: str,
    body: dict[str, Any],
    expected: list[tuple[str, str]],
    messages: list[str],
    gateway: GatewayUnderTest,
    ask: Ask,
) -> None:
    gateway.sandbox.add_fault(Fault(match=path, method="POST", kind="status", status=422, body=body))
    answer = await ask(name, whole(gateway, name, {"name": "Home"} if name == "buildingCreate" else {}))
    assert (answer.errors, answer.messages, answer.failures) == (expected, messages, [])
    assert_sentences(answer.messages)


@pytest.mark.parametrize(
    ("body", "state", "reason"),
    [
        ({"state": "ongoing", "reason": "already_charging"}, "ONGOING", "already_charging"),
        ({"state": "unavailable", "reason": "fully_charged"}, "UNAVAILABLE", "fully_charged"),
        ({"state": "unavailable", "reason": None}, "UNAVAILABLE", None),
        ({"state": "dancing", "reason": "on_the_table"}, None, "on_the_table"),
        ({}, None, None),
        ("nothing readable", None, None),
    ],
)
@pytest.mark.parametrize(
    ("name", "kind", "collection"),
    [
        ("electricVehicleBoostStart", IdKind.ELECTRIC_VEHICLE, "electric-vehicles"),
        ("wallboxBoostStart", IdKind.WALLBOX, "wallboxes"),
    ],
)
async def test_a_refused_boost_tells_state_and_reason(
    body: object,
    state: str | None,
    reason: str | None,
    name: str,
    kind: IdKind,
    collection: str,
    gateway: GatewayUnderTest,
    ask: Ask,
) -> None:
    gateway.sandbox.add_fault(Fault(match="boost", method="POST", kind="status", status=409, body=body))
    more = f"... on {name[0].upper()}{name[1:]}Error {{ state reason }}"
    answer = await ask(name, {"id": first(gateway, kind, collection)}, more=more)
    assert answer.told == [
        {
            "code": "CONFLICT",
            "path": ["input"],
            "message": "This is not possible now.",
            "state": state,
            "reason": reason,
        }
    ]
    assert answer.failures == []


async def test_a_taken_address_is_told_at_the_field(gateway: GatewayUnderTest, ask: Ask) -> None:
    taken = gateway.user_row(RICH)["email"]
    new = await ask("userCreate", {"role": "USER", "email": taken.upper()})
    old = await ask("userUpdate", {"id": gateway.user_id(RICH + 1), "email": taken})
    own = await ask("userUpdate", {"id": gateway.user_id(RICH), "email": taken})
    assert (new.errors, old.errors, own.errors) == ([("TAKEN", "email")], [("TAKEN", "email")], [])
    assert new.messages == ["This is taken already."]


def building_of(gateway: GatewayUnderTest, other_than: str) -> str:
    """The global id of some other user's building."""
    for position, row in enumerate(gateway.sandbox.users(HOME.organization_id)):
        owner = row["id"]
        path = f"/org/{HOME.organization_id}/users/{owner}/buildings"
        if owner != other_than and gateway.sandbox.rows(path):
            return first(gateway, IdKind.BUILDING, "buildings", position)
    raise LookupError


@pytest.mark.parametrize(
    "name", ["heatPumpCreate", "electricVehicleCreate", "solarInverterCreate", "wallboxCreate",
             "energyContractCreate", "onboardingSessionCreate"]
)  # fmt: skip
@pytest.mark.parametrize("whose", ["another's", "nobody's", "another organization's", "no id", "no building"])
async def test_a_building_that_is_not_the_owners_is_not_found(
    name: str, whose: str, gateway: GatewayUnderTest, ask: Ask
) -> None:
    owner = gateway.user_row(RICH)["id"]
    nobody = "11111111-2222-4333-8444-555555555555"
    building = {
        "another's": building_of(gateway, owner),
        "nobody's": encode_id(IdKind.BUILDING, HOME.organization_id, owner, nobody),
        "another organization's": encode_id(IdKind.BUILDING, OTHER.organization_id, owner, nobody),
        "no id": "\u0000 \U0001f3e0",
        "no building": gateway.user_id(),
    }[whose]
    answer = await ask(name, whole(gateway, name, {"buildingId": building}))
    assert (answer.errors, answer.failures, answer.writes) == ([("NOT_FOUND", "buildingId")], [], [])


async def created(gateway: GatewayUnderTest, name: str, value: str, given: dict[str, Any]) -> str:
    """Make an object; gives its id."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation($input: {kind}!) {{ made: {name}(input: $input) {{ it: {value} {{ id }} }} }}"
    data = await gateway.ask(query, {"input": whole(gateway, name, given)})
    made: str = data["made"]["it"]["id"]
    return made


PRICES = [{"pricePerKilowattHour": "0.1", "startsAt": AT}]


@pytest.mark.parametrize(
    ("kind", "stored", "given", "expected"),
    [
        ("solarInverter", {}, {"hasBattery": True}, [("REQUIRED", "batteryCapacityKilowattHours")]),
        ("solarInverter", {"batteryCapacityKilowattHours": 9.5}, {"hasBattery": True}, []),
        (
            "solarInverter",
            {"hasBattery": True, "batteryCapacityKilowattHours": 9.5},
            {"batteryCapacityKilowattHours": None},
            [("REQUIRED", "batteryCapacityKilowattHours")],
        ),
        (
            "solarInverter",
            {"minimumBatteryLevelPercent": 20},
            {"maximumBatteryLevelPercent": 19.5},
            [("CONTRADICTORY", "maximumBatteryLevelPercent")],
        ),
        ("solarInverter", {"minimumBatteryLevelPercent": 20}, {"maximumBatteryLevelPercent": 20}, []),
        (
            "energyContract",
            {"type": "SPOT_HOURLY"},
            {"prices": PRICES},
            [("REQUIRED", "currency")],
        ),
        ("energyContract", {"type": "SPOT_HOURLY", "currency": "EUR"}, {"prices": PRICES}, []),
        (
            "energyContract",
            {"type": "SPOT_HOURLY", "currency": "EUR", "prices": PRICES},
            {"currency": None},
            [("REQUIRED", "currency")],
        ),
        ("energyContract", {"prices": PRICES}, {"type": "SPOT_HOURLY"}, []),
        (
            "wallbox",
            {"chargeTargetMaximumPercent": 60},
            {"chargeTargetMinimumPercent": 61},
            [("CONTRADICTORY", "chargeTargetMinimumPercent")],
        ),
        (
            "heatPump",
            {"minimumIndoorTemperatureCelsius": 18},
            {"maximumIndoorTemperatureCelsius": 17.9},
            [("CONTRADICTORY", "maximumIndoorTemperatureCelsius")],
        ),
        (
            "heatPump",
            {"awayModeStartsAt": "2026-10-20T12:00:00+02:00"},
            {"awayModeEndsAt": "2026-10-20T09:59:59.999999Z"},
            [("CONTRADICTORY", "awayModeEndsAt")],
        ),
        (
            "heatPump",
            {"awayModeStartsAt": "2026-10-20T12:00:00+02:00"},
            {"awayModeEndsAt": "2026-10-20T10:00:00.000001Z"},
            [],
        ),
    ],
)
async def test_a_field_that_is_not_given_counts_with_its_stored_value(
    kind: str,
    stored: dict[str, Any],
    given: dict[str, Any],
    expected: list[tuple[str, str]],
    gateway: GatewayUnderTest,
    ask: Ask,
) -> None:
    own_id = await created(gateway, f"{kind}Create", kind, stored)
    answer = await ask(f"{kind}Update", {"id": own_id, **given})
    assert (answer.errors, answer.failures, len(answer.writes)) == (expected, [], 0 if expected else 1)


async def test_a_band_that_is_too_narrow_is_out_of_range(gateway: GatewayUnderTest, ask: Ask) -> None:
    narrow = {"surplusExportToStartWatts": 499, "surplusImportToStopWatts": 0}
    answer = await ask("chargingConfigurationUpdate", whole(gateway, "chargingConfigurationUpdate", narrow))
    assert (answer.errors, len(answer.writes)) == ([("OUT_OF_RANGE", "surplusExportToStartWatts")], 1)


async def test_half_a_character_is_refused_and_a_null_character_is_not(
    gateway: GatewayUnderTest, ask: Ask
) -> None:
    half = await ask("buildingCreate", whole(gateway, "buildingCreate", {"name": "\ud800"}))
    null = await ask("buildingCreate", whole(gateway, "buildingCreate", {"name": "\x00"}))
    assert (half.failures, half.writes) == (["BAD_USER_INPUT"], [])
    assert (null.errors, null.body) == ([], {"name": "\x00"})
