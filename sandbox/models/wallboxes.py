"""Wallboxes: power in watts, charge targets in per cent."""

from msgspec import UNSET, UnsetType

from sandbox.models.devices import Device, DeviceWrite, ReauthenticateAction
from sandbox.models.enums import BoostState, WallboxConnection, WallboxMode
from sandbox.models.formats import Percent, Text20, Timestamp


class Wallbox(Device, kw_only=True):
    """A wallbox. `charge_deadline_at` is a full timestamp here, unlike on a vehicle."""

    mode: WallboxMode = "UNKNOWN"
    connection: WallboxConnection = "never_connected"
    charge_target_min: int = 50
    charge_target_max: int = 80
    charge_power_max_w: int = 7000
    is_charge_policy_enabled: bool = False
    charge_policy_last_updated_at: Timestamp | None = None
    minimum_charge_limit: int = 80
    charge_deadline_at: Timestamp | None = None
    is_over_charge_allowed: bool = False
    is_plugged_in: bool | None = None
    is_charging: bool | None = None
    is_ocpp_connected: bool | None = None
    boost_state: BoostState = "unavailable"
    boost_for_next_session: bool = False


class WallboxDetail(Wallbox, kw_only=True):
    """A wallbox with the actions somebody must take."""

    actions: list[ReauthenticateAction] = []


class WallboxCreate(DeviceWrite, kw_only=True):
    """A new wallbox."""

    charge_target_min: Percent | UnsetType = UNSET
    charge_target_max: Percent | UnsetType = UNSET
    charge_power_max_w: int | UnsetType = UNSET
    is_charge_policy_enabled: bool | UnsetType = UNSET
    minimum_charge_limit: Percent | UnsetType = UNSET
    charge_deadline_at: Timestamp | UnsetType | None = UNSET
    is_over_charge_allowed: bool | UnsetType = UNSET


class WallboxUpdate(WallboxCreate, kw_only=True):
    """Changes of a wallbox; setting `deleted_at` soft-deletes it, null brings it back."""

    deleted_at: Timestamp | UnsetType | None = UNSET
    lifecycle_state: Text20 | UnsetType = UNSET
    lifecycle_error: str | UnsetType | None = UNSET
    optimization_score: float | UnsetType | None = UNSET
