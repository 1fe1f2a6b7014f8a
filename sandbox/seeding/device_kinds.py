"""Seeded devices of each kind."""

from collections.abc import Callable
from typing import Any

from sandbox.models.devices import Device
from sandbox.models.heat_pumps import HeatPump
from sandbox.models.inverters import SolarInverter
from sandbox.models.users import User
from sandbox.models.vehicles import ElectricVehicle
from sandbox.models.wallboxes import Wallbox
from sandbox.seeding.device_base import base_fields
from sandbox.state.nature import Draw, seed_of
from sandbox.store.device_record import DeviceRecord


def seeded_device(kind: str, device_id: str, user: User, building: str | None, nature: str) -> DeviceRecord:
    """A device of a kind; `nature` seeds how it behaves, so a wallbox can follow its car."""
    draw = Draw(seed_of(device_id))
    row = _MAKERS[kind](base_fields(kind, device_id, user, building, draw), draw)
    return DeviceRecord(row, seed_of(nature))


def _heat_pump(base: dict[str, Any], draw: Draw) -> Device:
    away = draw.chance("away", 0.2)
    limited = draw.chance("limited", 0.6)
    return HeatPump(
        **base,
        indoor_target_temperature_offset=draw.pick("offset", (None, 0.0, 0.5, -1.0)),
        dhw_standard_temperature=draw.pick("dhw", (None, 48.0, 50.0, 52.0)),
        is_hot_water_heating_enabled=True,
        is_space_heating_enabled=True,
        is_pool_heating_enabled=draw.chance("pool", 0.1),
        is_space_cooling_enabled=draw.chance("cooling", 0.2),
        heating_policy_name=draw.pick("policy", (None, "Nachtabsenkung")),
        maximum_temperature_limit=23.0 if limited else None,
        minimum_temperature_limit=19.0 if limited else None,
        minimum_dhw_temperature_limit=42.0 if limited else None,
        is_heating_policy_enabled=draw.chance("policy on", 0.3),
        away_mode_start="2025-12-20T12:00:00Z" if away else None,
        away_mode_end="2026-01-03T18:00:00Z" if away else None,
        is_away_mode_enabled=draw.pick("away known", (False, None)) if not away else True,
        away_mode_minimum_temperature_limit=16.0 if away else None,
        optimization_level=draw.pick("level", ("Low", "Mid", "Max", None)),
    )


def _vehicle(base: dict[str, Any], draw: Draw) -> Device:
    surplus = draw.chance("surplus", 0.4)
    policy = draw.chance("policy", 0.5)
    return ElectricVehicle(
        **base,
        charge_target_min=draw.pick("target", (50, 60, 70)),
        charge_target_max=draw.pick("cap", (None, 80, 90, 100)),
        is_charge_policy_enabled=policy,
        minimum_charge_limit=draw.pick("minimum", (None, 20, 30)),
        charge_deadline_at="07:00" if policy else None,
        charge_policy_last_updated_at="2025-02-20T19:40:00Z" if policy else None,
        hems_min_export_to_start_w=1500 if surplus else None,
        hems_max_import_before_stopping_w=300 if surplus else None,
        battery_capacity_kwh=draw.pick("capacity", (None, 52.0, 64.0, 77.0)),
    )


def _inverter(base: dict[str, Any], draw: Draw) -> Device:
    battery = draw.chance("battery", 0.6)
    return SolarInverter(
        **base,
        solar_power_rating_kw=draw.pick("rating", (5.4, 8.0, 9.8, 12.0))
        if draw.chance("rated", 0.9)
        else None,
        battery_capacity_kwh=draw.pick("storage", (7.7, 10.2, 13.5)) if battery else None,
        is_battery_connected=battery,
        min_battery_charge=10.0 if battery else None,
        max_battery_charge=95.0 if battery else None,
    )


def _wallbox(base: dict[str, Any], draw: Draw) -> Device:
    policy = draw.chance("policy", 0.4)
    return Wallbox(
        **base,
        charge_target_min=50,
        charge_target_max=draw.pick("cap", (80, 90)),
        charge_power_max_w=draw.pick("power", (7000, 11000)),
        is_charge_policy_enabled=policy,
        charge_policy_last_updated_at="2025-02-20T19:40:00Z" if policy else None,
        minimum_charge_limit=80,
        charge_deadline_at="2025-03-02T06:00:00Z" if policy else None,
        is_over_charge_allowed=draw.chance("over", 0.3),
    )


_MAKERS: dict[str, Callable[[dict[str, Any], Draw], Device]] = {
    "heat-pumps": _heat_pump,
    "electric-vehicles": _vehicle,
    "inverters": _inverter,
    "wallboxes": _wallbox,
}
