"""How an electric vehicle reads."""

from datetime import datetime
from typing import Any

from sandbox.clock import step_start, to_wire
from sandbox.models.enums import BoostState
from sandbox.models.vehicles import ElectricVehicle
from sandbox.state.charging import ChargeCycle, ChargeState
from sandbox.store.device_record import DeviceRecord

KILOMETRES_PER_KWH = 6.1


def cycle_of(record: DeviceRecord) -> ChargeCycle:
    """The charging cycle of a vehicle; it stops at the cap the vehicle itself reports."""
    row = record.row
    if isinstance(row, ElectricVehicle):
        return ChargeCycle(record.seed, row.battery_capacity_kwh, row.charge_target_max)
    return ChargeCycle(record.seed, None, None)


def charge_state(record: DeviceRecord, cycle: ChargeCycle, now: datetime) -> tuple[ChargeState, datetime]:
    """The state and the moment it was reported: exact while boosts matter, else the last step."""
    boosts = cycle.boosts(record.boosts, now)
    exact = bool(boosts) and boosts[-1].started_at >= cycle.latest_session(now).plugged_in_at
    moment = now if exact else step_start(now)
    return cycle.at(moment, boosts), moment


def readings(record: DeviceRecord, now: datetime) -> dict[str, Any]:
    """The live fields at `now`; nulls while the manufacturer's cloud is not reachable."""
    if not record.reports:
        return {}
    cycle = cycle_of(record)
    state, moment = charge_state(record, cycle, now)
    level = int(state.level)
    return {
        "is_plugged_in": state.session is not None,
        "is_charging": state.is_charging,
        "is_fully_charged": state.level >= cycle.limit,
        "charge_rate_w": cycle.rate_w if state.is_charging else 0,
        "battery_level": level,
        "driving_range": round(level / 100 * cycle.capacity_kwh * KILOMETRES_PER_KWH),
        "boost_state": boost_state(state),
        "boost_for_next_session": cycle.is_armed(record.boosts, now),
        "current_state_last_updated_at": to_wire(moment),
    }


def boost_state(state: ChargeState) -> BoostState:
    """What a boost request would meet: a running boost, another charge, or a free charger."""
    if state.boost != "none":
        return state.boost
    return "unavailable" if state.is_charging else "available"
