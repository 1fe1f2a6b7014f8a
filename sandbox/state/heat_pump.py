"""How a heat pump runs."""

import math
from datetime import datetime
from typing import Any

from sandbox.clock import day_start, step_start, to_wire
from sandbox.models.heat_pumps import HeatPump
from sandbox.state.nature import Draw, share
from sandbox.state.prices import spot_price
from sandbox.state.weather import outdoor_temperature
from sandbox.store.device_record import DeviceRecord

HOT_WATER_HOURS = (5, 17)
LOAD = {"Hot Water": 0.9, "Heating": 0.6, "Standby": 0.01, "Off": 0.0}
"""Share of the rated power by operational mode."""


def daily_consumption_kwh(seed: int, ordinal_day: int) -> float:
    """Energy of one day: much in winter, hot water only in summer."""
    season = 1 + math.cos(2 * math.pi * (ordinal_day % 365.25 - 20) / 365.25)
    size = 0.7 + 0.6 * share(seed, 1)
    return size * (3 + 9 * season) * (0.85 + 0.3 * share(seed, ordinal_day))


def readings(record: DeviceRecord, now: datetime) -> dict[str, Any]:
    """The live fields at `now`; nulls while the manufacturer's cloud is not reachable."""
    row = record.row
    if not isinstance(row, HeatPump) or not record.reports:
        return {}
    moment = step_start(now)
    seed = record.seed
    step = int(moment.timestamp()) // 300
    outdoor = outdoor_temperature(seed, moment)
    mode = _operational_mode(row, outdoor, moment, share(seed, step))
    power = LOAD[mode] * (1800 + 2200 * share(seed, 2))
    inlet, hot_water = water_temperatures(row, seed, moment)
    return {
        "operational_mode": mode,
        "current_power_consumption_w": round(power * (0.95 + 0.1 * share(seed, step + 1))),
        "outdoor_temperature": outdoor,
        "indoor_actual_temperature": _indoor(row, seed, moment),
        "dhw_temperature": hot_water,
        "inlet_temperature": inlet,
        "current_mode": _steering(row, moment),
        "current_state_last_updated_at": to_wire(moment),
        **_consumption(seed, moment),
    }


def water_temperatures(row: HeatPump, seed: int, moment: datetime) -> tuple[float, float]:
    """Inlet and hot water in degrees Celsius."""
    chance = share(seed, int(moment.timestamp()) // 300)
    mode = _operational_mode(row, outdoor_temperature(seed, moment), moment, chance)
    return round(24 + (16 if LOAD[mode] > 0.1 else 4) + 2 * chance, 1), _hot_water(row, moment)


def _operational_mode(row: HeatPump, outdoor: float, moment: datetime, chance: float) -> str:
    if not (row.is_space_heating_enabled or row.is_hot_water_heating_enabled):
        return "Off"
    if row.is_hot_water_heating_enabled and moment.hour in HOT_WATER_HOURS and moment.minute < 40:
        return "Hot Water"
    demand = min(max((17 - outdoor) / 25, 0.0), 0.95)
    return "Heating" if row.is_space_heating_enabled and chance < demand else "Standby"


def _indoor(row: HeatPump, seed: int, moment: datetime) -> float | None:
    if Draw(seed).chance("no indoor sensor", 0.2):
        return None
    target = 21 + (row.indoor_target_temperature_offset or 0.0)
    return round(target + 0.6 * math.sin(2 * math.pi * (moment.hour - 10) / 24), 1)


def _hot_water(row: HeatPump, moment: datetime) -> float:
    hours_since = min((moment.hour - start) % 24 for start in HOT_WATER_HOURS)
    return round((row.dhw_standard_temperature or 48.0) - 0.7 * hours_since, 1)


def _steering(row: HeatPump, moment: datetime) -> str:
    """The steering mode: heat ahead while electricity is cheap, hold back while it is dear."""
    if not row.is_smart_optimization_active:
        return "mid"
    price = spot_price(moment)
    if price < 0.06:
        return "max"
    if price < 0.09:
        return "mid"
    return "low" if price < 0.12 else "min"


def _consumption(seed: int, moment: datetime) -> dict[str, Any]:
    today = moment.toordinal()
    days = [daily_consumption_kwh(seed, today - back) for back in range(1, 31)]
    return {
        "consumption_last_day_kwh": round(days[0], 2),
        "consumption_last_week_kwh": round(sum(days[:7]), 2),
        "consumption_last_month_kwh": round(sum(days), 2),
        "consumption_last_updated_at": to_wire(day_start(moment)),
    }
