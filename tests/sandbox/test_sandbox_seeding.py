"""The sample data: the same at every start, and with a bit of everything."""

import hashlib
import json
from collections import Counter
from typing import Any

from sandbox import DEMO_ORGANIZATIONS, Sandbox, SandboxOptions
from sandbox.openapi import openapi_document
from tests.sandbox.sandbox_client import HOME, OTHER, RICH, HandClock

KINDS = ("heat-pumps", "electric-vehicles", "inverters", "wallboxes")
USERS = f"/org/{HOME.organization_id}/users"


def _everything(sandbox: Sandbox, organization_id: str) -> list[Any]:
    users = f"/org/{organization_id}/users"
    found = [sandbox.rows(f"{users}?include_deleted=true")]
    for user in sandbox.users(organization_id):
        found += [
            sandbox.rows(f"{users}/{user['id']}/{kind}") for kind in ("buildings", "energy-contracts", *KINDS)
        ]
    return found


def test_two_sandboxes_start_with_the_same_data() -> None:
    one, two = Sandbox(clock=HandClock()), Sandbox(clock=HandClock())
    for organization in DEMO_ORGANIZATIONS:
        assert _everything(one, organization.organization_id) == _everything(
            two, organization.organization_id
        )


def test_the_data_follow_from_the_seed_alone() -> None:
    sandbox = Sandbox()
    rich = sandbox.users(HOME.organization_id)[RICH]
    rows = [rich, sandbox.rows(f"{USERS}/{rich['id']}/buildings")]
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
    assert digest == "d96d128613680a1f6488fcad7c6c5c055038e26700d0c6e25bf4f3c8b358300f"
    assert Sandbox(SandboxOptions(seed=2)).users(HOME.organization_id)[RICH]["id"] != rich["id"]


def test_a_larger_fleet_begins_with_the_smaller_one() -> None:
    small, large = Sandbox(clock=HandClock()), Sandbox(SandboxOptions(users=400), HandClock())
    count = len(small.users(HOME.organization_id))
    assert large.users(HOME.organization_id)[:count] == small.users(HOME.organization_id)
    assert len(large.users(HOME.organization_id)) == 399


def test_roles_and_deleted_users() -> None:
    sandbox = Sandbox()
    for organization in DEMO_ORGANIZATIONS:
        rows = sandbox.rows(f"/org/{organization.organization_id}/users?include_deleted=true")
        assert Counter(row["role"] for row in rows) == {"admin": 1, "staff": 2, "user": 22}
        assert len(sandbox.users(organization.organization_id)) == 24
        assert len({row["email"] for row in rows}) == 25
    assert not all(str(row).isascii() for row in sandbox.users(OTHER.organization_id))


def test_the_first_end_user_has_a_rich_home() -> None:
    sandbox = Sandbox(clock=HandClock())
    rich = sandbox.users(HOME.organization_id)[RICH]
    home = f"{USERS}/{rich['id']}"
    assert rich["role"] == "user"
    assert len(sandbox.rows(f"{home}/buildings")) == 2
    assert [len(sandbox.rows(f"{home}/{kind}")) for kind in KINDS] == [2, 2, 2, 2]
    contracts = sandbox.rows(f"{home}/energy-contracts")
    assert [contract["energy_contract_type"] for contract in contracts] == [
        "yearly",
        "monthly",
        "spot_hourly",
    ]
    assert [len(contract["energy_prices"]) for contract in contracts] == [1, 1, 24]
    assert [contract["building"] is None for contract in contracts] == [True, False, False]


def test_a_user_with_nothing_and_a_device_without_login() -> None:
    sandbox = Sandbox(clock=HandClock())
    rows = sandbox.rows(f"{USERS}?include_deleted=true")
    empty = f"{USERS}/{rows[5]['id']}"
    assert [sandbox.rows(f"{empty}/{kind}") for kind in ("buildings", "energy-contracts", *KINDS)] == [[]] * 6
    pumps = f"{USERS}/{rows[7]['id']}/heat-pumps"
    lost = [row for row in sandbox.rows(pumps) if not row["is_authenticated"]]
    assert [(row["action_needed"], row["lifecycle_state"], row["outdoor_temperature"]) for row in lost] == [
        (True, "error", None)
    ]
    detail = sandbox.rows(f"{pumps}/{lost[0]['id']}")
    assert [action["code"] for action in detail["actions"]] == ["reauthenticate"]


def _details(sandbox: Sandbox) -> dict[str, list[dict[str, Any]]]:
    """Every row of the organization by resource, deleted devices included."""
    found: dict[str, list[dict[str, Any]]] = {"users": sandbox.rows(f"{USERS}?include_deleted=true")}
    household_of = sandbox._world.organizations[HOME.organization_id].household
    for user in sandbox.users(HOME.organization_id):
        home = f"{USERS}/{user['id']}"
        for resource in ("buildings", "energy-contracts"):
            found.setdefault(resource, []).extend(sandbox.rows(f"{home}/{resource}"))
        for kind in KINDS:
            for device_id in household_of(user["id"]).devices[kind]:
                detail = sandbox.rows(f"{home}/{kind}/{device_id}?include_deleted=true")
                found.setdefault(kind, []).append(detail)
    return found


def test_every_field_is_filled_somewhere_and_nullable_ones_are_null_somewhere() -> None:
    sandbox = Sandbox(SandboxOptions(users=80), HandClock())
    schemas = openapi_document()["components"]["schemas"]
    models = {
        "users": "User",
        "buildings": "Building",
        "energy-contracts": "EnergyContract",
        "heat-pumps": "HeatPumpDetail",
        "electric-vehicles": "ElectricVehicleDetail",
        "inverters": "SolarInverterDetail",
        "wallboxes": "WallboxDetail",
    }
    # A stored contract has an id, and only heat pumps have a steering mode.
    known = {("EnergyContract", "id")}
    known |= {(model, "current_mode") for model in models.values() if model != "HeatPumpDetail"}
    dull = []
    for resource, rows in _details(sandbox).items():
        for name, schema in schemas[models[resource]]["properties"].items():
            values = [row[name] for row in rows]
            nullable = {"type": "null"} in schema.get("anyOf", [])
            if (models[resource], name) in known:
                continue
            if all(value is None for value in values):
                dull.append((models[resource], name, "never filled"))
            elif nullable and None not in values:
                dull.append((models[resource], name, "never null"))
    assert dull == [], "\n".join(map(str, dull))
