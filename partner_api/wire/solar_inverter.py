"""Solar inverters on the wire."""

from domain.device import DeviceKind
from domain.solar_inverter import SolarInverter
from partner_api.wire.device import WireDevice, device_fields
from partner_api.wire.values import directions, watts


class WireSolarInverter(WireDevice, frozen=True, kw_only=True, gc=False):
    """An inverter. Flows are signed here: a positive battery power discharges the battery, a
    positive grid power is exported, a positive surplus is more than the household uses.
    """

    solar_power_rating_kw: float | None = None
    is_battery_connected: bool | None = None
    battery_capacity_kwh: float | None = None
    min_battery_charge: float | None = None
    max_battery_charge: float | None = None
    battery_charge_level_percent: float | None = None
    battery_charge_discharge_power_w: float | None = None
    current_solar_production_w: float | None = None
    household_consumption_w: float | None = None
    current_power_to_grid_w: float | None = None
    solar_surplus_w: float | None = None


def to_solar_inverter(row: WireSolarInverter, organization_id: str, user_id: str) -> SolarInverter:
    """Make the record.

    Raises:
        UpstreamInvalidResponse: The id is missing, or the device is another user's.

    """
    discharge, charge = directions(row.battery_charge_discharge_power_w)
    grid_export, grid_import = directions(row.current_power_to_grid_w)
    surplus, deficit = directions(row.solar_surplus_w)
    return SolarInverter(
        **device_fields(row, DeviceKind.SOLAR_INVERTER, organization_id, user_id),
        solar_power_rating_watts=watts(row.solar_power_rating_kw),
        has_battery=row.is_battery_connected or False,
        battery_capacity_kilowatt_hours=row.battery_capacity_kwh,
        minimum_battery_level_percent=row.min_battery_charge,
        maximum_battery_level_percent=row.max_battery_charge,
        battery_level_percent=row.battery_charge_level_percent,
        battery_charge_power_watts=charge,
        battery_discharge_power_watts=discharge,
        solar_production_power_watts=row.current_solar_production_w,
        solar_surplus_power_watts=surplus,
        solar_deficit_power_watts=deficit,
        household_consumption_power_watts=row.household_consumption_w,
        grid_import_power_watts=grid_import,
        grid_export_power_watts=grid_export,
    )
