"""Changes that all kinds of devices take."""

from datetime import datetime

from msgspec import UNSET, UnsetType

from domain.changes.base import Changes
from domain.device import PriceZone


class DeviceModelChange(Changes, frozen=True, kw_only=True):
    """Make and model, always set as a whole."""

    type_code: str
    type_name: str
    manufacturer: str
    name: str
    year: int | UnsetType | None = UNSET
    cloud_service_id: str | UnsetType | None = UNSET


class DeviceChanges(Changes, frozen=True, kw_only=True):
    """The common part. The last three fields can be changed, but not be given to a new device."""

    building_id: str | UnsetType | None = UNSET
    model: DeviceModelChange | UnsetType | None = UNSET
    price_zone: PriceZone | UnsetType | None = UNSET
    is_smart_optimization_active: bool | UnsetType = UNSET
    is_power_pause_active: bool | UnsetType = UNSET
    power_pause_ends_at: datetime | UnsetType | None = UNSET
    is_inverter_forced_mode_enabled: bool | UnsetType = UNSET
    is_trading_enabled: bool | UnsetType = UNSET
    steering_state: str | UnsetType = UNSET
    comment: str | UnsetType | None = UNSET
    monitored_at: datetime | UnsetType | None = UNSET
    lifecycle_state: str | UnsetType = UNSET
    lifecycle_error: str | UnsetType | None = UNSET
    optimization_score: float | UnsetType | None = UNSET


NOT_FOR_NEW_DEVICES = frozenset({"lifecycle_state", "lifecycle_error", "optimization_score"})
"""What the upstream takes in updates only."""
