"""A wallbox: the charging station on the wall."""

from datetime import datetime
from enum import Enum

from domain.device import BoostState, Device


class WallboxMode(Enum):
    """What a wallbox is doing."""

    READY = "READY"
    PLUGGED_IN = "PLUGGED_IN"
    CHARGING = "CHARGING"
    UNAVAILABLE = "UNAVAILABLE"
    UNKNOWN = "UNKNOWN"


class WallboxConnection(Enum):
    """Whether a wallbox is reachable."""

    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"
    NEVER_CONNECTED = "NEVER_CONNECTED"
    UNKNOWN = "UNKNOWN"


class Wallbox(Device, frozen=True, kw_only=True):
    """Power in watts, levels in percent of the connected vehicle's battery."""

    mode: WallboxMode = WallboxMode.UNKNOWN
    connection: WallboxConnection = WallboxConnection.UNKNOWN
    charge_target_minimum_percent: int | None = None
    charge_target_maximum_percent: int | None = None
    minimum_charge_percent: int | None = None
    maximum_charge_power_watts: float | None = None
    charge_deadline_at: datetime | None = None
    is_charge_policy_enabled: bool = False
    charge_policy_updated_at: datetime | None = None
    is_overcharge_allowed: bool | None = None
    is_plugged_in: bool | None = None
    is_charging: bool | None = None
    is_ocpp_connected: bool | None = None
    boost_state: BoostState = BoostState.UNKNOWN
    is_boost_armed_for_next_session: bool = False
