"""Changes of electric vehicles."""

from datetime import time

from msgspec import UNSET, UnsetType

from domain.changes.device import DeviceChanges


class ElectricVehicleChanges(DeviceChanges, frozen=True, kw_only=True):
    """Levels in percent (0 to 100), power in watts (0 to 50,000), the deadline in whole minutes."""

    charge_target_minimum_percent: int | UnsetType = UNSET
    minimum_charge_percent: int | UnsetType | None = UNSET
    charge_deadline: time | UnsetType | None = UNSET
    is_charge_policy_enabled: bool | UnsetType = UNSET
    surplus_export_to_start_watts: int | UnsetType | None = UNSET
    surplus_import_to_stop_watts: int | UnsetType | None = UNSET
    battery_capacity_kilowatt_hours: float | UnsetType | None = UNSET
