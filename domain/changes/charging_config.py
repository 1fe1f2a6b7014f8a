"""Changes of what all charging devices of a user share."""

from msgspec import UNSET, UnsetType

from domain.changes.base import Changes
from domain.charging_config import SmartChargingMode


class ChargingConfigChanges(Changes, frozen=True, kw_only=True):
    """Power in watts (0 to 50,000). All devices are changed together, or none."""

    mode: SmartChargingMode | UnsetType | None = UNSET
    surplus_export_to_start_watts: int | UnsetType | None = UNSET
    surplus_import_to_stop_watts: int | UnsetType | None = UNSET
