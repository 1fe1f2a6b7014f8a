"""How a solar inverter and its battery run."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from sandbox.clock import step_start, to_wire
from sandbox.models.inverters import SolarInverter
from sandbox.state.nature import share
from sandbox.state.weather import sunshine
from sandbox.store.device_record import DeviceRecord

# Hour of the day and how full the battery is then, between its lower and upper limit.
_BATTERY_DAY = ((0.0, 0.15), (6.0, 0.0), (9.0, 0.1), (15.0, 1.0), (18.0, 0.95), (23.0, 0.2), (24.0, 0.15))


def readings(record: DeviceRecord, now: datetime) -> dict[str, Any]:
    """The live fields at `now`; nulls while the manufacturer's cloud is not reachable."""
    row = record.row
    if not isinstance(row, SolarInverter) or not record.reports:
        return {}
    moment = step_start(now)
    production = round(1000 * _plausible(row.solar_power_rating_kw) * sunshine(record.seed, moment))
    household = household_consumption_w(record.seed, moment)
    level, battery_power = _battery(row, moment)
    return {
        "current_solar_production_w": production,
        "household_consumption_w": household,
        "battery_charge_level_percent": level,
        "battery_charge_discharge_power_w": battery_power,
        "current_power_to_grid_w": production + (battery_power or 0) - household,
        "solar_surplus_w": production - household,
        "current_state_last_updated_at": to_wire(moment),
    }


def household_consumption_w(seed: int, moment: datetime) -> int:
    """What the home uses besides battery: a base load, more in the morning and the evening."""
    busy = 3.0 if moment.hour in (6, 7, 12, 18, 19, 20) else 1.0
    return round(220 * busy * (0.7 + 0.8 * share(seed, int(moment.timestamp()) // 300)))


def _plausible(size: float | None) -> float:
    """A written size, held to what fits a home: readings must stay within their integer range."""
    return min(max(size or 0.0, 0.0), 1000.0)


def _battery(row: SolarInverter, moment: datetime) -> tuple[int | None, int | None]:
    if not row.is_battery_connected or not row.battery_capacity_kwh:
        return None, None
    lowest = row.min_battery_charge if row.min_battery_charge is not None else 0.0
    highest = row.max_battery_charge if row.max_battery_charge is not None else 100.0
    hour = moment.hour + moment.minute / 60
    for (start, before), (end, after) in pairwise(_BATTERY_DAY):
        if hour < end:
            slope = (after - before) / (end - start)
            filled = before + slope * (hour - start)
            usable_kwh = _plausible(row.battery_capacity_kwh) * (highest - lowest) / 100
            return round(lowest + filled * (highest - lowest)), round(-slope * usable_kwh * 1000)
    return round(lowest), 0
