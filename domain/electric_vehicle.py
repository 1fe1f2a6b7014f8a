"""An electric vehicle: its charging settings, and its state as last reported."""

from datetime import datetime, time

from domain.device import BoostState, Device


class ElectricVehicle(Device, frozen=True, kw_only=True):
    """Power in watts, energy in kilowatt hours, levels in percent of the battery."""

    charge_target_minimum_percent: int | None = None
    charge_target_maximum_percent: int | None = None
    minimum_charge_percent: int | None = None
    charge_deadline: time | None = None
    is_charge_policy_enabled: bool = False
    charge_policy_updated_at: datetime | None = None
    surplus_export_to_start_watts: int | None = None
    surplus_import_to_stop_watts: int | None = None
    is_plugged_in: bool | None = None
    is_charging: bool | None = None
    is_fully_charged: bool | None = None
    charge_power_watts: float | None = None
    battery_level_percent: float | None = None
    battery_capacity_kilowatt_hours: float | None = None
    driving_range_kilometers: float | None = None
    boost_state: BoostState = BoostState.UNKNOWN
    is_boost_armed_for_next_session: bool = False
