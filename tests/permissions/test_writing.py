"""Every mutation, for every role, on one's own objects, on others' and on another organization's.

The tables are spelled out: nothing of them is derived from production.
"""

from typing import Any, Literal

import pytest

from domain.ids import IdKind, encode_id
from permissions.table import MUTATIONS
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest, RoleName
from tests.permissions.attempts import attempt, upstream_writes
from tests.permissions.homes import OTHERS, OWN, Home, home_of

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


ROLES: tuple[RoleName, ...] = ("administrator", "staff", "user")
Whose = Literal["own", "another user's", "another organization's"]
WHOSE: tuple[Whose, ...] = ("own", "another user's", "another organization's")
D, F, N = "DONE", "FORBIDDEN", "NOT_FOUND"

# fmt: off
OWNED: dict[str, tuple[tuple[str, str, str], ...]] = {
    # In an order in which each leaves the next something to do.
    #                               Administrator  Staff      User
    "buildingCreate":              ((D, D, N),     (D, D, N), (D, N, N)),
    "buildingUpdate":              ((D, D, N),     (D, D, N), (D, N, N)),
    "energyContractCreate":        ((D, D, N),     (D, D, N), (F, F, F)),
    "energyContractUpdate":        ((D, D, N),     (D, D, N), (F, F, F)),
    "heatPumpCreate":              ((D, D, N),     (D, D, N), (D, N, N)),
    "heatPumpUpdate":              ((D, D, N),     (D, D, N), (D, N, N)),
    "electricVehicleCreate":       ((D, D, N),     (D, D, N), (D, N, N)),
    "electricVehicleUpdate":       ((D, D, N),     (D, D, N), (D, N, N)),
    "solarInverterCreate":         ((D, D, N),     (D, D, N), (D, N, N)),
    "solarInverterUpdate":         ((D, D, N),     (D, D, N), (D, N, N)),
    "wallboxCreate":               ((D, D, N),     (D, D, N), (D, N, N)),
    "wallboxUpdate":               ((D, D, N),     (D, D, N), (D, N, N)),
    "deviceOptimizationPause":     ((D, D, N),     (D, D, N), (D, N, N)),
    "deviceOptimizationResume":    ((D, D, N),     (D, D, N), (D, N, N)),
    "deviceMove":                  ((D, D, N),     (D, D, N), (D, N, N)),
    "electricVehicleBoostStart":   ((D, D, N),     (D, D, N), (D, N, N)),
    "electricVehicleBoostCancel":  ((D, D, N),     (D, D, N), (D, N, N)),
    "wallboxBoostStart":           ((D, D, N),     (D, D, N), (D, N, N)),
    "wallboxBoostCancel":          ((D, D, N),     (D, D, N), (D, N, N)),
    "chargePolicyUpdate":          ((D, D, N),     (D, D, N), (D, N, N)),
    "chargingConfigurationUpdate": ((D, D, N),     (D, D, N), (D, N, N)),
    "onboardingSessionCreate":     ((D, D, N),     (D, D, N), (D, N, N)),
    "deviceReauthenticate":        ((D, D, N),     (D, D, N), (D, N, N)),
    "pendingActionStart":          ((D, D, N),     (D, D, N), (D, N, N)),
    "pendingActionReport":         ((D, D, N),     (D, D, N), (D, N, N)),
    "energyContractDelete":        ((D, D, N),     (D, D, N), (F, F, F)),
    "deviceDelete":                ((D, D, N),     (D, D, N), (D, N, N)),
    "buildingDelete":              ((D, D, N),     (D, D, N), (D, N, N)),
}
"""What belongs to a user: one's own, another user's of the same organization, another organization's.

Who may never do something is told so whatever the id; nobody learns from it what there is.
"""

PEOPLE: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    #                  Administrator    Staff            User
    "userUpdate":     ((D, D, D, D, N), (D, F, F, D, N), (D, N, N, N, N)),
    "userRoleUpdate": ((F, D, D, D, N), (F, F, F, F, N), (F, F, F, F, F)),
    "userDelete":     ((D, D, D, D, N), (F, F, F, D, N), (F, F, F, F, F)),
}
"""Oneself, another administrator, another member of staff, another user, somebody elsewhere."""

ADDED: dict[str, tuple[tuple[str, str, str], ...]] = {
    #              Administrator  Staff      User
    "userCreate": ((D, D, D),     (F, F, D), (F, F, F)),
}
"""A new administrator, member of staff, user."""

TRADING: dict[str, tuple[str, str, str]] = {
    #                         Administrator Staff User
    "dayAheadPricesUpload":  (D,            F,    F),
    "dayAheadPricesReplace": (D,            F,    F),
    "loadCurveAccept":       (D,            F,    F),
    "loadCurveDecline":      (D,            F,    F),
}
"""What belongs to the viewer's own organization: no other can be named."""
# fmt: on


def test_the_tables_have_every_mutation() -> None:
    named = [*OWNED, *PEOPLE, *ADDED, *TRADING]
    assert sorted(named) == sorted(MUTATIONS)
    assert len(named) == 36


def asked_of(mutation: str, home: Home) -> dict[str, Any]:
    """An input for a mutation of what belongs to a home."""
    ids = home.ids
    owner, vehicle, wallbox = {"ownerId": ids["user"]}, ids["electricVehicle"], ids["wallbox"]
    pages = {"successUrl": "https://app.example/ok", "cancelUrl": "https://app.example/no"}
    asked: dict[str, dict[str, Any]] = {
        "buildingCreate": {**owner, "name": "Hut"},
        "buildingUpdate": {"id": ids["building"], "name": "Castle"},
        "energyContractCreate": owner,
        "energyContractUpdate": {"id": ids["energyContract"], "supplier": "Sun"},
        "heatPumpCreate": owner,
        "electricVehicleCreate": owner,
        "solarInverterCreate": owner,
        "wallboxCreate": owner,
        "heatPumpUpdate": {"id": ids["heatPump"], "comment": "x"},
        "electricVehicleUpdate": {"id": vehicle, "comment": "x"},
        "solarInverterUpdate": {"id": ids["solarInverter"], "comment": "x"},
        "wallboxUpdate": {"id": wallbox, "comment": "x"},
        "deviceOptimizationPause": {"id": wallbox},
        "deviceOptimizationResume": {"id": wallbox},
        "deviceMove": {"id": wallbox, "buildingId": None},
        "electricVehicleBoostStart": {"id": vehicle},
        "electricVehicleBoostCancel": {"id": vehicle},
        "wallboxBoostStart": {"id": wallbox},
        "wallboxBoostCancel": {"id": wallbox},
        "chargePolicyUpdate": {"electricVehicleId": vehicle, "monday": None},
        "chargingConfigurationUpdate": {"userId": ids["user"], "mode": "SPOT_PRICE"},
        "onboardingSessionCreate": {"userId": ids["user"], "language": "GERMAN", "priceZone": "AT", **pages},
        "deviceReauthenticate": {"deviceId": ids["heatPump"]},
        "pendingActionStart": {"deviceId": ids["heatPump"], "code": "reauthenticate", **pages},
        "pendingActionReport": {
            "deviceId": ids["heatPump"],
            "code": "reauthenticate",
            "outcome": "SUCCESS",
        },
        "energyContractDelete": {"id": ids["energyContract"]},
        "deviceDelete": {"id": wallbox},
        "buildingDelete": {"id": ids["building"]},
    }
    return asked[mutation]


PENDING = 7
"""The position of the end user whose heat pump asks for a login."""


def target_of(gateway: GatewayUnderTest, mutation: str, whose: Whose) -> tuple[int, Home]:
    """The position of the end user who tries, and whose things the attempt is about."""
    organization_id = OTHER.organization_id if whose == "another organization's" else HOME.organization_id
    if not mutation.startswith("pendingAction"):
        return OWN, home_of(gateway, OTHERS if whose == "another user's" else OWN, organization_id)
    user = gateway.user_row(PENDING, organization_id)
    path = f"/org/{organization_id}/users/{user['id']}/heat-pumps"
    heat_pump = gateway.sandbox.rows(path)[0]["id"]
    ids = dict.fromkeys(home_of(gateway).ids, "")
    ids["heatPump"] = encode_id(IdKind.HEAT_PUMP, organization_id, user["id"], heat_pump)
    return PENDING if whose == "own" else OWN, Home(organization_id, user, ids)


@pytest.mark.parametrize("whose", WHOSE)
@pytest.mark.parametrize("role", ROLES)
async def test_what_belongs_to_users(role: RoleName, whose: Whose) -> None:
    async with GatewayUnderTest() as gateway:
        targets = {mutation: target_of(gateway, mutation, whose) for mutation in OWNED}
        for mutation, expected in OWNED.items():
            outcome = expected[ROLES.index(role)][WHOSE.index(whose)]
            position, home = targets[mutation]
            headers = gateway.bearer(role, position if role == "user" else None)
            assert await attempt(gateway, mutation, asked_of(mutation, home), headers) == outcome, mutation
            if outcome == D:
                assert len(upstream_writes(gateway)) == 1, mutation
            else:
                assert gateway.sandbox.calls == [], mutation


PERSONS = ("oneself", "administrator", "staff", "user", "elsewhere")


async def second_of_each(gateway: GatewayUnderTest) -> dict[str, str]:
    """The ids of a second administrator and of others, by the names of ``PERSONS``."""
    query = """mutation { userCreate(input: {role: ADMINISTRATOR, email: "second@nordlicht.example"}) {
      user { id }
    } }"""
    created = await gateway.ask(query)
    return {
        "administrator": created["userCreate"]["user"]["id"],
        "staff": gateway.user_id(2),
        "user": gateway.user_id(OTHERS),
        "elsewhere": gateway.user_id(OWN, OTHER.organization_id),
    }


@pytest.mark.parametrize("mutation", PEOPLE)
@pytest.mark.parametrize("role", ROLES)
async def test_people(role: RoleName, mutation: str) -> None:
    async with GatewayUnderTest() as gateway:
        viewer = {"administrator": 0, "staff": 1, "user": OWN}[role]
        headers = gateway.bearer(role, viewer)
        ids = {"oneself": gateway.user_id(viewer), **await second_of_each(gateway)}
        more: dict[str, Any] = {
            "userUpdate": {"lastName": "Changed"},
            "userRoleUpdate": {"role": "USER"},
            "userDelete": {},
        }[mutation]
        # Oneself last: whoever is gone cannot go on.
        for person in (*PERSONS[1:], PERSONS[0]):
            outcome = PEOPLE[mutation][ROLES.index(role)][PERSONS.index(person)]
            if mutation == "userRoleUpdate" and person == "user":
                more = {"role": "STAFF"}
            # The administrator stays the second of two until the end.
            if person == "oneself" and mutation == "userDelete" and outcome == D:
                await second_administrator_again(gateway)
            asked = {"id": ids[person], **more}
            assert await attempt(gateway, mutation, asked, headers) == outcome, person
            assert len(upstream_writes(gateway)) == (outcome == D), person
            if outcome == N:
                assert gateway.sandbox.calls == [], person


async def second_administrator_again(gateway: GatewayUnderTest) -> None:
    """Add an administrator."""
    query = """mutation { userCreate(input: {role: ADMINISTRATOR, email: "third@nordlicht.example"}) {
      userErrors { code }
    } }"""
    assert await gateway.ask(query) == {"userCreate": {"userErrors": []}}


@pytest.mark.parametrize("role", ROLES)
async def test_new_people(role: RoleName) -> None:
    async with GatewayUnderTest() as gateway:
        outcomes = ADDED["userCreate"][ROLES.index(role)]
        for new, outcome in zip(("ADMINISTRATOR", "STAFF", "USER"), outcomes, strict=True):
            asked = {"role": new, "email": f"new-{new.lower()}@nordlicht.example"}
            assert await attempt(gateway, "userCreate", asked, gateway.bearer(role)) == outcome, new
            assert len(gateway.sandbox.calls) == (outcome == D), new


@pytest.mark.parametrize("role", ROLES)
async def test_trading(role: RoleName) -> None:
    async with GatewayUnderTest() as gateway:
        curve = gateway.sandbox.rows(f"/org/{HOME.organization_id}/trading/dayahead/loadcurve")
        price = {"startsAt": "2026-10-17T00:00:00Z", "pricePerMegawattHour": "12.5"}
        prices = {"priceZone": "AT", "prices": [price]}
        for mutation, expected in TRADING.items():
            asked = prices if mutation.startswith("dayAhead") else {"tradeId": curve["trade_id"]}
            outcome = expected[ROLES.index(role)]
            assert await attempt(gateway, mutation, asked, gateway.bearer(role)) == outcome, mutation
            assert len(gateway.sandbox.calls) == (outcome == D), mutation


async def test_a_trade_of_another_organization_is_none() -> None:
    async with GatewayUnderTest() as gateway:
        curve = gateway.sandbox.rows(f"/org/{OTHER.organization_id}/trading/dayahead/loadcurve")
        for mutation in ("loadCurveAccept", "loadCurveDecline"):
            asked = {"tradeId": curve["trade_id"]}
            assert await attempt(gateway, mutation, asked, gateway.bearer()) == N
            (call,) = gateway.sandbox.calls
            assert HOME.organization_id in call


async def test_the_switch_lets_end_users_write_their_own_contracts_and_no_others() -> None:
    async with GatewayUnderTest(end_users_may_edit_contracts=True) as gateway:
        for whose, outcome in ((WHOSE[0], D), (WHOSE[1], N), (WHOSE[2], N)):
            for mutation in ("energyContractCreate", "energyContractUpdate", "energyContractDelete"):
                position, home = target_of(gateway, mutation, whose)
                asked = asked_of(mutation, home)
                headers = gateway.bearer("user", position)
                assert await attempt(gateway, mutation, asked, headers) == outcome, (mutation, whose)
                assert len(gateway.sandbox.calls) == (outcome == D), (mutation, whose)
