"""Points of the time series of each device kind."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import from_wire
from sandbox.models.heat_pumps import HeatPump
from sandbox.models.inverters import SolarInverter
from sandbox.state import heat_pump, inverter
from sandbox.state.daily import DayFigures, figures_by_day, total
from sandbox.state.nature import share
from sandbox.state.prices import spot_price
from sandbox.state.vehicle import cycle_of
from sandbox.store.device_record import DeviceRecord
from sandbox.store.household import HEAT_PUMPS, VEHICLES

GAP_SHARE = 0.04
"""Share of the hours in which nothing was recorded."""
DAY = timedelta(days=1)

Point = Callable[[datetime, datetime], dict[str, Any]]
"""The values of the period between two moments."""


def was_recorded(record: DeviceRecord, start: datetime, now: datetime) -> bool:
    """Whether there is data for a period: after the device was connected, until now, with gaps."""
    if not from_wire(record.row.created_at) <= start < now:
        return False
    return share(record.seed, int(start.timestamp()) // 3600) >= GAP_SHARE


def points_of(kind: str, record: DeviceRecord, now: datetime) -> Point:
    """How to compute the points of a device."""
    figures = figures_by_day(kind, record)
    if kind == HEAT_PUMPS:
        return _heat_pump(record, figures)
    if kind == VEHICLES:
        return _vehicle(record, figures, now)
    return lambda start, _end: _inverter(record, start)


def _energy_wh(figures: DayFigures, start: datetime, end: datetime) -> float:
    if end - start >= DAY:
        return 1000 * total(figures, range(start.toordinal(), end.toordinal())).consumption_kwh
    part = (end - start) / DAY
    return 1000 * figures(start.toordinal()).consumption_kwh * part


def _heat_pump(record: DeviceRecord, figures: DayFigures) -> Point:
    def point(start: datetime, end: datetime) -> dict[str, Any]:
        energy = _energy_wh(figures, start, end) * (0.6 + 0.8 * share(record.seed, int(start.timestamp())))
        row = record.row
        waters = (
            heat_pump.water_temperatures(row, record.seed, start)
            if isinstance(row, HeatPump)
            else (None, None)
        )
        return {
            "price": spot_price(start),
            "inlet_temp_act": waters[0],
            "hot_water_temp": waters[1],
            "estimated_consumption": round(energy, 1),
            "simulated_consumption": round(energy * 0.97, 1),
            "unoptimized_consumption": round(energy * 1.08, 1),
            "estimated_consumption_filtered": round(energy * 0.99, 1),
        }

    return point


def _vehicle(record: DeviceRecord, figures: DayFigures, now: datetime) -> Point:
    cycle = cycle_of(record)
    boosts = cycle.boosts(record.boosts, now)

    def point(start: datetime, end: datetime) -> dict[str, Any]:
        state = cycle.at(start, boosts)
        if end - start >= DAY:
            energy = _energy_wh(figures, start, end)
        else:
            energy = cycle.rate_w * ((end - start) / timedelta(hours=1)) if state.is_charging else 0.0
        return {
            "price": spot_price(start),
            "battery_level": round(state.level, 1),
            "estimated_consumption": round(energy, 1),
            "unoptimized_consumption": round(energy * 1.05, 1),
            "is_charging": state.is_charging,
            "is_plugged_in": state.session is not None,
            "is_at_optimized_location": state.session is not None,
        }

    return point


def _inverter(record: DeviceRecord, start: datetime) -> dict[str, Any]:
    now = inverter.readings(record, start) if isinstance(record.row, SolarInverter) else {}
    return {
        "price": spot_price(start),
        "solar_production": now.get("current_solar_production_w"),
        "household_consumption": now.get("household_consumption_w"),
        "battery_level": now.get("battery_charge_level_percent"),
        "grid_power": now.get("current_power_to_grid_w"),
    }
