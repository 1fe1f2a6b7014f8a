"""Charging configurations on the wire."""

from collections.abc import Iterable
from datetime import datetime

from domain.charging_config import (
    ChargingConfig,
    ChargingDevice,
    ChargingModeAvailability,
    ChargingModeObstacle,
    ChargingStatus,
    SmartChargingMode,
)
from domain.device import DeviceKind
from partner_api import surprises
from partner_api.wire.row import Int32, WireRow, identity
from partner_api.wire.values import choice, instant

_MODES = {
    "none": SmartChargingMode.OFF,
    "spot": SmartChargingMode.SPOT_PRICE,
    "hems": SmartChargingMode.SOLAR_SURPLUS,
    "hems_and_spot": SmartChargingMode.SOLAR_SURPLUS_AND_SPOT_PRICE,
}
_OBSTACLES = {
    "no_ev": ChargingModeObstacle.NO_ELECTRIC_VEHICLE,
    "no_battery_capacity": ChargingModeObstacle.NO_BATTERY_CAPACITY,
    "no_actuator": ChargingModeObstacle.NO_ACTUATOR,
    "wallbox_not_modulating": ChargingModeObstacle.WALLBOX_NOT_MODULATING,
    "no_inverter": ChargingModeObstacle.NO_INVERTER,
    "inverter_no_export_data": ChargingModeObstacle.INVERTER_WITHOUT_EXPORT_DATA,
}
_KINDS = {
    "ev": DeviceKind.ELECTRIC_VEHICLE,
    "electric_vehicle": DeviceKind.ELECTRIC_VEHICLE,
    "wb": DeviceKind.WALLBOX,
    "wallbox": DeviceKind.WALLBOX,
    "iv": DeviceKind.SOLAR_INVERTER,
    "inverter": DeviceKind.SOLAR_INVERTER,
    "solar_inverter": DeviceKind.SOLAR_INVERTER,
    "hp": DeviceKind.HEAT_PUMP,
    "heat_pump": DeviceKind.HEAT_PUMP,
}


class WireChargingDevice(WireRow, frozen=True, kw_only=True, gc=False):
    """A device that takes part."""

    device_id: str | None = None
    device_type: str | None = None
    is_primary_actuator: bool | None = None


class WireAvailableMode(WireRow, frozen=True, kw_only=True, gc=False):
    """Whether a mode can be chosen, and if not, why."""

    mode: str | None = None
    available: bool | None = None
    reasons: list[str] | None = None


class WireThresholds(WireRow, frozen=True, kw_only=True, gc=False):
    """When surplus charging starts and stops."""

    hems_min_export_to_start_w: Int32 | None = None
    hems_max_import_before_stopping_w: Int32 | None = None
    min_band_w: Int32 | None = None


class WireHealthWarning(WireRow, frozen=True, kw_only=True, gc=False):
    """Since when something is wrong."""

    since: datetime | None = None


class WireChargingStatus(WireRow, frozen=True, kw_only=True, gc=False):
    """What happens now."""

    charge_power_w: float | None = None
    solar_kwh_today: float | None = None
    as_of: datetime | None = None


class WireChargingConfig(WireRow, frozen=True, kw_only=True, gc=False):
    """The answer."""

    smart_charging_mode: str | None = None
    mode_conflict: bool | None = None
    config_divergence: bool | None = None
    devices: list[WireChargingDevice] | None = None
    available_modes: list[WireAvailableMode] | None = None
    hems_eligible: bool | None = None
    hems_ineligible_reasons: list[str] | None = None
    thresholds: WireThresholds | None = None
    health_warning: WireHealthWarning | None = None
    status: WireChargingStatus | None = None


def to_charging_config(row: WireChargingConfig, user_id: str) -> ChargingConfig:
    """Make the record of that user's configuration.

    Raises:
        UpstreamInvalidResponse: The id of a device is missing.

    """
    thresholds = row.thresholds or WireThresholds()
    warning = row.health_warning
    return ChargingConfig(
        owner_id=user_id,
        mode=_mode(row.smart_charging_mode),
        has_mode_conflict=row.mode_conflict or False,
        has_divergence=row.config_divergence or False,
        devices=tuple([_device(device, user_id) for device in row.devices or ()]),
        modes=_availabilities(row.available_modes or ()),
        is_surplus_charging_possible=row.hems_eligible or False,
        surplus_charging_obstacles=_obstacles(row.hems_ineligible_reasons or ()),
        surplus_export_to_start_watts=thresholds.hems_min_export_to_start_w,
        surplus_import_to_stop_watts=thresholds.hems_max_import_before_stopping_w,
        surplus_minimum_band_watts=thresholds.min_band_w,
        health_warning_started_at=None if warning is None else instant(warning.since),
        status=None if row.status is None else _status(row.status),
    )


def _device(row: WireChargingDevice, user_id: str) -> ChargingDevice:
    kind = choice(row.device_type, _KINDS, DeviceKind.OTHER, "charging_device.device_type")
    return ChargingDevice(
        device_id=identity(row.device_id, "the id of a charging device"),
        owner_id=user_id,
        kind=kind or DeviceKind.OTHER,
        is_primary_actuator=row.is_primary_actuator or False,
    )


def _availabilities(rows: Iterable[WireAvailableMode]) -> tuple[ChargingModeAvailability, ...]:
    modes = []
    for row in rows:
        mode = _mode(row.mode)
        if mode is None:
            surprises.unusable("charging_config.available_modes", "an entry without mode")
            continue
        modes.append(
            ChargingModeAvailability(
                mode=mode, is_available=row.available or False, obstacles=_obstacles(row.reasons or ())
            )
        )
    return tuple(modes)


def _mode(text: str | None) -> SmartChargingMode | None:
    return choice(text, _MODES, SmartChargingMode.OTHER, "charging_config.smart_charging_mode")


def _obstacles(texts: Iterable[str]) -> tuple[ChargingModeObstacle, ...]:
    other = ChargingModeObstacle.OTHER
    return tuple([choice(text, _OBSTACLES, other, "charging_config.reasons") or other for text in texts])


def _status(row: WireChargingStatus) -> ChargingStatus:
    return ChargingStatus(
        charge_power_watts=row.charge_power_w,
        solar_energy_today_kilowatt_hours=row.solar_kwh_today,
        as_of_at=instant(row.as_of),
    )
