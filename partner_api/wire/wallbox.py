"""Wallboxes on the wire."""

from datetime import datetime

from domain.device import DeviceKind
from domain.wallbox import Wallbox, WallboxConnection, WallboxMode
from partner_api.wire.device import WireDevice, boost_state, device_fields
from partner_api.wire.row import Int32
from partner_api.wire.values import choice, instant, lower_names

_MODES = lower_names(WallboxMode, without=WallboxMode.UNKNOWN) | {"UNKNOWN": WallboxMode.UNKNOWN}
_CONNECTIONS = lower_names(WallboxConnection, without=WallboxConnection.UNKNOWN)


class WireWallbox(WireDevice, frozen=True, kw_only=True, gc=False):
    """A charging station. ``charge_deadline_at`` is an instant here, unlike on a vehicle."""

    mode: str | None = None
    connection: str | None = None
    charge_target_min: Int32 | None = None
    charge_target_max: Int32 | None = None
    minimum_charge_limit: Int32 | None = None
    charge_power_max_w: float | None = None
    charge_deadline_at: datetime | None = None
    is_charge_policy_enabled: bool | None = None
    charge_policy_last_updated_at: datetime | None = None
    is_over_charge_allowed: bool | None = None
    is_plugged_in: bool | None = None
    is_charging: bool | None = None
    is_ocpp_connected: bool | None = None
    boost_state: str | None = None
    boost_for_next_session: bool | None = None


def to_wallbox(row: WireWallbox, organization_id: str, user_id: str) -> Wallbox:
    """Make the record.

    Raises:
        UpstreamInvalidResponse: The id is missing, or the device is another user's.

    """
    mode = choice(row.mode, _MODES, WallboxMode.UNKNOWN, "wallbox.mode")
    connection = choice(row.connection, _CONNECTIONS, WallboxConnection.UNKNOWN, "wallbox.connection")
    return Wallbox(
        **device_fields(row, DeviceKind.WALLBOX, organization_id, user_id),
        mode=mode or WallboxMode.UNKNOWN,
        connection=connection or WallboxConnection.UNKNOWN,
        charge_target_minimum_percent=row.charge_target_min,
        charge_target_maximum_percent=row.charge_target_max,
        minimum_charge_percent=row.minimum_charge_limit,
        maximum_charge_power_watts=row.charge_power_max_w,
        charge_deadline_at=instant(row.charge_deadline_at),
        is_charge_policy_enabled=row.is_charge_policy_enabled or False,
        charge_policy_updated_at=instant(row.charge_policy_last_updated_at),
        is_overcharge_allowed=row.is_over_charge_allowed,
        is_plugged_in=row.is_plugged_in,
        is_charging=row.is_charging,
        is_ocpp_connected=row.is_ocpp_connected,
        boost_state=boost_state(row.boost_state),
        is_boost_armed_for_next_session=row.boost_for_next_session or False,
    )
