"""Time series of devices on the wire."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar

from domain.device import DeviceKind
from domain.errors import UpstreamInvalidResponse
from domain.time_series import (
    DataPoint,
    DataResolution,
    ElectricVehicleDataPoint,
    HeatPumpDataPoint,
    InverterDataPoint,
    TimeSeries,
)
from partner_api import surprises
from partner_api.wire.metadata import (
    WireMetadata,
    is_per_megawatt_hour,
    kilowatt_hours_per_unit,
    units_of,
)
from partner_api.wire.row import WireRow
from partner_api.wire.values import directions, exact, instant, scaled


class WireDataPoint(WireRow, frozen=True, kw_only=True, gc=False):
    """One period of any kind of device."""

    time: datetime | None = None
    price: Decimal | None = None


class WireHeatPumpDataPoint(WireDataPoint, frozen=True, kw_only=True, gc=False):
    """One period of a heat pump."""

    inlet_temp_act: float | None = None
    hot_water_temp: float | None = None
    estimated_consumption: float | None = None
    estimated_consumption_filtered: float | None = None
    simulated_consumption: float | None = None
    unoptimized_consumption: float | None = None


class WireElectricVehicleDataPoint(WireDataPoint, frozen=True, kw_only=True, gc=False):
    """One period of a vehicle."""

    battery_level: float | None = None
    estimated_consumption: float | None = None
    unoptimized_consumption: float | None = None
    is_charging: bool | None = None
    is_plugged_in: bool | None = None
    is_at_optimized_location: bool | None = None


class WireInverterDataPoint(WireDataPoint, frozen=True, kw_only=True, gc=False):
    """One period of an inverter. Grid power is positive while feeding in."""

    solar_production: float | None = None
    household_consumption: float | None = None
    battery_level: float | None = None
    grid_power: float | None = None


class WireHeatPumpData(WireRow, frozen=True, kw_only=True, gc=False):
    """The series of a heat pump."""

    metadata: WireMetadata | None = None
    data: list[WireHeatPumpDataPoint] | None = None


class WireElectricVehicleData(WireRow, frozen=True, kw_only=True, gc=False):
    """The series of a vehicle."""

    metadata: WireMetadata | None = None
    data: list[WireElectricVehicleDataPoint] | None = None


class WireInverterData(WireRow, frozen=True, kw_only=True, gc=False):
    """The series of an inverter."""

    metadata: WireMetadata | None = None
    data: list[WireInverterDataPoint] | None = None


WireData = WireHeatPumpData | WireElectricVehicleData | WireInverterData

_Row = TypeVar("_Row", bound=WireDataPoint)


class _Units(NamedTuple):
    """What one unit of the answer's energies is, and what its prices are for."""

    kilowatt_hours: float
    is_price_per_megawatt_hour: bool


def to_time_series(row: WireData, resolution: DataResolution) -> TimeSeries:
    """Make the record, with the points in order of time.

    Raises:
        UpstreamInvalidResponse: There is no list.

    """
    if row.data is None:
        raise UpstreamInvalidResponse("a time series has no list")
    named = units_of(row.metadata, "time_series")
    units = _Units(
        kilowatt_hours_per_unit(named, ("estimated_consumption", "consumption"), "wh", "time_series"),
        is_per_megawatt_hour(named),
    )
    if isinstance(row, WireHeatPumpData):
        kind, points = DeviceKind.HEAT_PUMP, _points(row.data, _heat_pump_point, units)
    elif isinstance(row, WireElectricVehicleData):
        kind, points = DeviceKind.ELECTRIC_VEHICLE, _points(row.data, _vehicle_point, units)
    else:
        kind, points = DeviceKind.SOLAR_INVERTER, _points(row.data, _inverter_point, units)
    return TimeSeries(kind=kind, resolution=resolution, points=points)


def _points(
    rows: Iterable[_Row], to_point: Callable[[_Row, datetime, _Units], DataPoint], units: _Units
) -> tuple[DataPoint, ...]:
    points = []
    for row in rows:
        starts_at = instant(row.time)
        if starts_at is None:
            surprises.unusable("time_series.data", "a point without time")
            continue
        points.append(to_point(row, starts_at, units))
    points.sort(key=lambda point: point.starts_at)
    return tuple(points)


def _heat_pump_point(row: WireHeatPumpDataPoint, starts_at: datetime, units: _Units) -> DataPoint:
    factor = units.kilowatt_hours
    return HeatPumpDataPoint(
        starts_at=starts_at,
        price_per_kilowatt_hour=_price(row.price, units),
        inlet_temperature_celsius=row.inlet_temp_act,
        domestic_hot_water_temperature_celsius=row.hot_water_temp,
        estimated_consumption_kilowatt_hours=scaled(row.estimated_consumption, factor),
        filtered_estimated_consumption_kilowatt_hours=scaled(row.estimated_consumption_filtered, factor),
        simulated_consumption_kilowatt_hours=scaled(row.simulated_consumption, factor),
        unoptimized_consumption_kilowatt_hours=scaled(row.unoptimized_consumption, factor),
    )


def _vehicle_point(row: WireElectricVehicleDataPoint, starts_at: datetime, units: _Units) -> DataPoint:
    return ElectricVehicleDataPoint(
        starts_at=starts_at,
        price_per_kilowatt_hour=_price(row.price, units),
        battery_level_percent=row.battery_level,
        estimated_consumption_kilowatt_hours=scaled(row.estimated_consumption, units.kilowatt_hours),
        unoptimized_consumption_kilowatt_hours=scaled(row.unoptimized_consumption, units.kilowatt_hours),
        is_charging=row.is_charging,
        is_plugged_in=row.is_plugged_in,
        is_at_optimized_location=row.is_at_optimized_location,
    )


def _inverter_point(row: WireInverterDataPoint, starts_at: datetime, units: _Units) -> DataPoint:
    exported, imported = directions(row.grid_power)
    return InverterDataPoint(
        starts_at=starts_at,
        price_per_kilowatt_hour=_price(row.price, units),
        solar_production_power_watts=row.solar_production,
        household_consumption_power_watts=row.household_consumption,
        battery_level_percent=row.battery_level,
        grid_import_power_watts=imported,
        grid_export_power_watts=exported,
    )


def _price(price: Decimal | None, units: _Units) -> Decimal | None:
    if price is None:
        return None
    amount = exact(price, "time_series.price")
    return amount.scaleb(-3) if amount is not None and units.is_price_per_megawatt_hour else amount


KEYWORDS: Mapping[DeviceKind, Mapping[str, str | None]] = {
    DeviceKind.HEAT_PUMP: {
        "price_per_kilowatt_hour": "price",
        "inlet_temperature_celsius": "inlet_temp_act",
        "domestic_hot_water_temperature_celsius": "hot_water_temp",
        "estimated_consumption_kilowatt_hours": "estimated_consumption",
        "filtered_estimated_consumption_kilowatt_hours": None,
        "simulated_consumption_kilowatt_hours": None,
        "unoptimized_consumption_kilowatt_hours": "unoptimized_consumption",
    },
    DeviceKind.ELECTRIC_VEHICLE: {
        "price_per_kilowatt_hour": "price",
        "battery_level_percent": "battery_level",
        "estimated_consumption_kilowatt_hours": "estimated_consumption",
        "unoptimized_consumption_kilowatt_hours": "unoptimized_consumption",
        "is_charging": "is_charging",
        "is_plugged_in": "is_plugged_in",
        "is_at_optimized_location": "is_at_optimized_location",
    },
    DeviceKind.SOLAR_INVERTER: {
        "price_per_kilowatt_hour": None,
        "solar_production_power_watts": None,
        "household_consumption_power_watts": None,
        "battery_level_percent": None,
        "grid_import_power_watts": None,
        "grid_export_power_watts": None,
    },
}
"""The upstream's keyword for each field of a point; ``None`` where it documents none."""


def keywords_for(kind: DeviceKind, fields: Iterable[str]) -> str | None:
    """Give the comma list that asks for these fields of a point; ``None`` asks for everything.

    A field that no keyword stands for only comes when everything is asked for.

    Raises:
        ValueError: A point of this kind has no such field.

    """
    wanted = dict.fromkeys(fields)
    table = KEYWORDS[kind]
    if not wanted.keys() <= table.keys():
        raise ValueError("not a field of the points of this kind of device")
    keywords = dict.fromkeys(table[name] for name in wanted)
    return None if None in keywords else ",".join(filter(None, keywords)) or None
