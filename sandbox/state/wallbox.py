"""How a wallbox reads: it sees the same kind of car a vehicle is, but not its battery."""

from datetime import datetime
from typing import Any

from sandbox.clock import to_wire
from sandbox.models.enums import WallboxConnection, WallboxMode
from sandbox.state.charging import ChargeState
from sandbox.state.vehicle import boost_state, charge_state, cycle_of
from sandbox.store.device_record import DeviceRecord


def readings(record: DeviceRecord, now: datetime) -> dict[str, Any]:
    """The live fields at `now`; mode and connection follow from login, plug and OCPP."""
    if not record.row.is_authenticated:
        return {"mode": "UNAVAILABLE", "connection": "never_connected"}
    if not record.reports:
        return {"mode": "UNKNOWN", "connection": "offline"}
    cycle = cycle_of(record)
    state, moment = charge_state(record, cycle, now)
    connection: WallboxConnection = "online"
    return {
        "mode": _mode(state),
        "connection": connection,
        "is_ocpp_connected": True,
        "is_plugged_in": state.session is not None,
        "is_charging": state.is_charging,
        "boost_state": boost_state(state),
        "boost_for_next_session": cycle.is_armed(record.boosts, now),
        "current_state_last_updated_at": to_wire(moment),
    }


def _mode(state: ChargeState) -> WallboxMode:
    if state.is_charging:
        return "CHARGING"
    return "READY" if state.session is None else "PLUGGED_IN"
