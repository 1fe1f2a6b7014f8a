"""What a device did on one day: the base of data, statistics and savings."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sandbox.models.inverters import SolarInverter
from sandbox.state import heat_pump
from sandbox.state.nature import share
from sandbox.state.vehicle import cycle_of
from sandbox.state.weather import sunshine_hours
from sandbox.store.device_record import DeviceRecord
from sandbox.store.household import HEAT_PUMPS, INVERTERS

EXPORTED_SHARE = 0.45
PRICE_EUR = 0.27


class Figures(NamedTuple):
    """Energy in kWh, money in EUR; `sessions` counts charging sessions."""

    consumption_kwh: float = 0.0
    savings_eur: float = 0.0
    solar_kwh: float = 0.0
    sessions: int = 0


DayFigures = Callable[[int], Figures]
"""The figures of one day, given as proleptic ordinal."""


def figures_by_day(kind: str, record: DeviceRecord) -> DayFigures:
    """The figures of a device, day by day."""
    if kind == HEAT_PUMPS:
        return _heat_pump(record)
    return _inverter(record) if kind == INVERTERS else _vehicle(record)


def total(figures: DayFigures, days: Iterable[int]) -> Figures:
    """The sum over days."""
    consumption = savings = solar = 0.0
    sessions = 0
    for day in days:
        one = figures(day)
        consumption += one.consumption_kwh
        savings += one.savings_eur
        solar += one.solar_kwh
        sessions += one.sessions
    return Figures(consumption, savings, solar, sessions)


def _saved(record: DeviceRecord, day: int, energy_kwh: float) -> float:
    """Steering saves between nothing and a seventh of the cost; without steering nothing."""
    if not record.row.is_smart_optimization_active:
        return 0.0
    return energy_kwh * PRICE_EUR * share(record.seed, day * 3 + 1) / 7


def _heat_pump(record: DeviceRecord) -> DayFigures:
    def figures(day: int) -> Figures:
        energy = heat_pump.daily_consumption_kwh(record.seed, day)
        return Figures(energy, _saved(record, day, energy))

    return figures


def _vehicle(record: DeviceRecord) -> DayFigures:
    cycle = cycle_of(record)

    def figures(day: int) -> Figures:
        energy = cycle.used_percent(day) / 100 * cycle.capacity_kwh
        return Figures(energy, _saved(record, day, energy), sessions=1)

    return figures


def _inverter(record: DeviceRecord) -> DayFigures:
    row = record.row
    rating = (row.solar_power_rating_kw or 0.0) if isinstance(row, SolarInverter) else 0.0
    rating = min(max(rating, 0.0), 1000.0)

    def figures(day: int) -> Figures:
        solar = rating * sunshine_hours(record.seed, day)
        return Figures(solar * (1 - EXPORTED_SHARE), _saved(record, day, solar), solar)

    return figures
