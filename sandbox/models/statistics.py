"""Statistics and savings: energy in kWh where nothing else is said, money in EUR."""

from typing import Any

from msgspec import Struct


class StatisticsMetadata(Struct, kw_only=True):
    """What was asked and in which units the answer is."""

    requested_at: str
    query: dict[str, Any]
    units: dict[str, Any]
    error: str | None


class StatisticsPeriod(Struct, kw_only=True):
    """From the start, included, to the end, excluded."""

    start_period: str
    end_period: str


class SavingsFigures(Struct, kw_only=True):
    """EUR, and per cent of what it would have cost."""

    total: float | None
    percentage: float | None


class ConsumptionFigures(Struct, kw_only=True):
    """Energy used."""

    total: float | None


class HeatPumpFigures(Struct, kw_only=True):
    """Figures of a heat pump."""

    estimated_consumption_wh: float | None


class VehicleFigures(Struct, kw_only=True):
    """Figures of a vehicle."""

    estimated_consumption_wh: float | None
    charge_session_count: float | None
    average_charge_power_w: float | None


class InverterFigures(Struct, kw_only=True):
    """Figures of an inverter."""

    solar_production_wh: float | None
    grid_export_wh: float | None


class StatisticsData(Struct, kw_only=True):
    """The figures of one period; only the block of the device's own kind is filled."""

    resolution: str
    period: StatisticsPeriod
    savings: SavingsFigures | None
    consumption: ConsumptionFigures | None
    heat_pump: HeatPumpFigures | None = None
    electric_vehicle: VehicleFigures | None = None
    inverter: InverterFigures | None = None


class Statistics(Struct, kw_only=True):
    """Answer of statistics and savings."""

    metadata: StatisticsMetadata
    data: list[StatisticsData]


class DevicesSavings(Struct, kw_only=True):
    """Savings of all devices of an organization in EUR."""

    total_savings: float
    heat_pump_savings: float
    electric_vehicle_savings: float
    inverter_savings: float
