"""Changes of wallboxes."""

from datetime import datetime

from msgspec import UNSET, UnsetType

from domain.changes.device import DeviceChanges


class WallboxChanges(DeviceChanges, frozen=True, kw_only=True):
    """Levels in percent (0 to 100), power in watts; the deadline is an instant, unlike a vehicle's."""

    charge_target_minimum_percent: int | UnsetType = UNSET
    charge_target_maximum_percent: int | UnsetType = UNSET
    minimum_charge_percent: int | UnsetType = UNSET
    maximum_charge_power_watts: int | UnsetType = UNSET
    charge_deadline_at: datetime | UnsetType | None = UNSET
    is_charge_policy_enabled: bool | UnsetType = UNSET
    is_overcharge_allowed: bool | UnsetType = UNSET
