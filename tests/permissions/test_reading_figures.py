"""Who may read figures: a device's by whoever sees its owner, the organization's not by end users."""

import pytest

from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest, RoleName
from tests.permissions.homes import OTHERS, OWN, home_of

pytestmark = pytest.mark.anyio

ROLES: tuple[RoleName, ...] = ("administrator", "staff", "user")
TIME = 'from: "2026-10-12T00:00:00Z", to: "2026-10-13T00:00:00Z"'
FIGURES = {
    "HeatPump": {
        "data": f"data({TIME}) {{ totalCount }}",
        "statistics": "statistics { startsAt }",
        "schedules": f"schedule({TIME}) {{ mode }}",
    },
    "ElectricVehicle": {"data": f"data({TIME}) {{ totalCount }}"},
    "SolarInverter": {"data": f"data({TIME}) {{ totalCount }}", "schedules": f"schedule({TIME}) {{ mode }}"},
}
DEVICES = {
    "HeatPump": ("heatPump", "heat-pumps"),
    "ElectricVehicle": ("electricVehicle", "electric-vehicles"),
    "SolarInverter": ("solarInverter", "inverters"),
}
CASES = [(kind, path, selection) for kind, fields in FIGURES.items() for path, selection in fields.items()]


@pytest.mark.parametrize("role", ROLES)
async def test_figures_of_devices(gateway: GatewayUnderTest, role: RoleName) -> None:
    places = [(OWN, HOME.organization_id), (OTHERS, HOME.organization_id), (OWN, OTHER.organization_id)]
    for kind, path, selection in CASES:
        name, collection = DEVICES[kind]
        query = f"query($id: ID!) {{ device(id: $id) {{ ... on {kind} {{ {selection} }} }} }}"
        for position, organization_id in places:
            gateway.sandbox.reset_calls()
            home = home_of(gateway, position, organization_id)
            data = await gateway.ask(query, {"id": home.ids[name]}, role=role)
            hidden = organization_id != HOME.organization_id or (role == "user" and position != OWN)
            if hidden:
                assert data == {"device": None}
                assert gateway.sandbox.calls == []
                continue
            own_id = gateway.sandbox.rows(f"{home.path}/{collection}")[0]["id"]
            (answer,) = data["device"].values()
            assert answer is not None
            calls = [f"GET {home.path}/{collection}", f"GET {home.path}/{collection}/{own_id}/{path}"]
            assert gateway.sandbox.calls == calls


TRADING = {
    "dayAheadPrices": f"dayAheadPrices(priceZone: AT, {TIME}) {{ totalCount nodes {{ startsAt }} }}",
    "loadCurve": "loadCurve { tradeId optimized { startsAt } }",
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("field", TRADING)
async def test_what_a_trading_desk_reads(gateway: GatewayUnderTest, role: RoleName, field: str) -> None:
    query = f"{{ organization {{ id {TRADING[field]} }} }}"
    for user in (OWN, OTHERS) if role == "user" else (None,):
        gateway.sandbox.reset_calls()
        data, errors = await gateway.ask_with_errors(query, role=role, user=user)
        assert data["organization"]["id"]
        if role == "user":
            assert data["organization"][field] is None
            assert errors == [("FORBIDDEN", ["organization", field])]
            assert gateway.sandbox.calls == []
        else:
            assert data["organization"][field]
            assert errors == []
            (call,) = gateway.sandbox.calls
            assert call.startswith(f"GET /org/{HOME.organization_id}/trading/dayahead/")


async def test_a_trading_desk_reads_its_own_organization_only(gateway: GatewayUnderTest) -> None:
    query = f"{{ organization {{ {TRADING['dayAheadPrices']} {TRADING['loadCurve']} }} }}"
    headers = {"authorization": f"Bearer {gateway.token(organization_id=OTHER.organization_id)}"}
    response = await gateway.post(query, headers)
    assert "errors" not in response.json()
    assert len(gateway.sandbox.calls) == 2
    assert all(f"/org/{OTHER.organization_id}/" in call for call in gateway.sandbox.calls)


@pytest.mark.parametrize("field", TRADING)
async def test_bad_arguments_do_not_tell_an_end_user_more(gateway: GatewayUnderTest, field: str) -> None:
    bad = {
        "dayAheadPrices": f'dayAheadPrices(priceZone: OTHER, {TIME}, after: "x") {{ totalCount }}',
        "loadCurve": "loadCurve(priceZone: OTHER) { tradeId }",
    }
    _, errors = await gateway.ask_with_errors(f"{{ organization {{ {bad[field]} }} }}", role="user")
    assert errors == [("FORBIDDEN", ["organization", field])]
    assert gateway.sandbox.calls == []
