"""Time series of devices. Values that were not asked for, or are missing, are null."""

from typing import Any

from msgspec import Struct


class HeatPumpDataPointOutput(Struct, kw_only=True):
    """Temperatures in degrees Celsius, consumption in Wh, price in EUR per kWh."""

    time: str
    price: float | None = None
    inlet_temp_act: float | None = None
    hot_water_temp: float | None = None
    estimated_consumption: float | None = None
    simulated_consumption: float | None = None
    unoptimized_consumption: float | None = None
    estimated_consumption_filtered: float | None = None


class ElectricVehicleDataPointOutput(Struct, kw_only=True):
    """Battery level in per cent, consumption in Wh, price in EUR per kWh."""

    time: str
    price: float | None = None
    battery_level: float | None = None
    estimated_consumption: float | None = None
    unoptimized_consumption: float | None = None
    is_charging: bool | None = None
    is_plugged_in: bool | None = None
    is_at_optimized_location: bool | None = None


class InverterDataPoint(Struct, kw_only=True):
    """Power in watts, battery level in per cent, price in EUR per kWh."""

    time: str
    price: float | None = None
    solar_production: float | None = None
    household_consumption: float | None = None
    battery_level: float | None = None
    grid_power: float | None = None


class HeatPumpData(Struct, kw_only=True):
    """Series of a heat pump."""

    metadata: dict[str, Any]
    data: list[HeatPumpDataPointOutput]


class ElectricVehicleData(Struct, kw_only=True):
    """Series of a vehicle."""

    metadata: dict[str, Any]
    data: list[ElectricVehicleDataPointOutput]


class InverterData(Struct, kw_only=True):
    """Series of an inverter."""

    metadata: dict[str, Any]
    data: list[InverterDataPoint]


class ScheduleSlot(Struct, kw_only=True):
    """What steering plans for one hour."""

    start: str
    end: str
    mode: str
