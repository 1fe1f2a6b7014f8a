"""Electric vehicles on the wire."""

from datetime import datetime

from domain.device import DeviceKind
from domain.electric_vehicle import ElectricVehicle
from partner_api.wire.device import WireDevice, boost_state, device_fields
from partner_api.wire.row import Int32
from partner_api.wire.values import instant, time_of_day


class WireElectricVehicle(WireDevice, frozen=True, kw_only=True, gc=False):
    """A vehicle. ``charge_deadline_at`` is a time of day here, unlike on a wallbox."""

    charge_target_min: Int32 | None = None
    charge_target_max: Int32 | None = None
    minimum_charge_limit: Int32 | None = None
    charge_deadline_at: str | None = None
    is_charge_policy_enabled: bool | None = None
    charge_policy_last_updated_at: datetime | None = None
    hems_min_export_to_start_w: Int32 | None = None
    hems_max_import_before_stopping_w: Int32 | None = None
    is_plugged_in: bool | None = None
    is_charging: bool | None = None
    is_fully_charged: bool | None = None
    charge_rate_w: float | None = None
    battery_level: float | None = None
    battery_capacity_kwh: float | None = None
    driving_range: float | None = None
    boost_state: str | None = None
    boost_for_next_session: bool | None = None


def to_electric_vehicle(row: WireElectricVehicle, organization_id: str, user_id: str) -> ElectricVehicle:
    """Make the record.

    Raises:
        UpstreamInvalidResponse: The id is missing, or the device is another user's.

    """
    return ElectricVehicle(
        **device_fields(row, DeviceKind.ELECTRIC_VEHICLE, organization_id, user_id),
        charge_target_minimum_percent=row.charge_target_min,
        charge_target_maximum_percent=row.charge_target_max,
        minimum_charge_percent=row.minimum_charge_limit,
        charge_deadline=time_of_day(row.charge_deadline_at, "electric_vehicle.charge_deadline_at"),
        is_charge_policy_enabled=row.is_charge_policy_enabled or False,
        charge_policy_updated_at=instant(row.charge_policy_last_updated_at),
        surplus_export_to_start_watts=row.hems_min_export_to_start_w,
        surplus_import_to_stop_watts=row.hems_max_import_before_stopping_w,
        is_plugged_in=row.is_plugged_in,
        is_charging=row.is_charging,
        is_fully_charged=row.is_fully_charged,
        charge_power_watts=row.charge_rate_w,
        battery_level_percent=row.battery_level,
        battery_capacity_kilowatt_hours=row.battery_capacity_kwh,
        driving_range_kilometers=row.driving_range,
        boost_state=boost_state(row.boost_state),
        is_boost_armed_for_next_session=row.boost_for_next_session or False,
    )
