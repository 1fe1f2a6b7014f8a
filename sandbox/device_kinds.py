"""The four device kinds: their paths, models, readings and rules in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.device_rules import heat_pump_problems, inverter_problems, no_problems, wallbox_problems
from sandbox.models.devices import Device, DeviceWrite
from sandbox.models.heat_pumps import HeatPump, HeatPumpCreate, HeatPumpDetail, HeatPumpUpdate
from sandbox.models.inverters import (
    SolarInverter,
    SolarInverterCreate,
    SolarInverterDetail,
    SolarInverterUpdate,
)
from sandbox.models.vehicles import (
    ElectricVehicle,
    ElectricVehicleCreate,
    ElectricVehicleDetail,
    ElectricVehicleUpdate,
)
from sandbox.models.wallboxes import Wallbox, WallboxCreate, WallboxDetail, WallboxUpdate
from sandbox.state import heat_pump, inverter, vehicle, wallbox
from sandbox.store.device_record import DeviceRecord
from sandbox.store.household import HEAT_PUMPS, INVERTERS, VEHICLES, WALLBOXES
from sandbox.validation.problems import Problem


@dataclass(frozen=True)
class DeviceKind:
    """One kind: `segment` of the path, id parameter, singular and plural words, models, behaviour."""

    segment: str
    id_name: str
    tag: str
    singular: str
    plural: str
    row: type[Device]
    detail: type[Device]
    create: type[DeviceWrite]
    update: type[DeviceWrite]
    readings: Callable[[DeviceRecord, datetime], dict[str, Any]]
    problems: Callable[[Any, dict[str, Any]], list[Problem]]


HEAT_PUMP = DeviceKind(
    HEAT_PUMPS, "heat_pump_id", "User Heat Pumps", "a heat pump", "heat pumps",
    HeatPump, HeatPumpDetail, HeatPumpCreate, HeatPumpUpdate, heat_pump.readings, heat_pump_problems,
)  # fmt: skip
VEHICLE = DeviceKind(
    VEHICLES, "electric_vehicle_id", "User Electric Vehicles", "an electric vehicle", "electric vehicles",
    ElectricVehicle, ElectricVehicleDetail, ElectricVehicleCreate, ElectricVehicleUpdate, vehicle.readings,
    no_problems,
)  # fmt: skip
INVERTER = DeviceKind(
    INVERTERS, "inverter_id", "User Solar Inverters", "a solar inverter", "solar inverters",
    SolarInverter, SolarInverterDetail, SolarInverterCreate, SolarInverterUpdate, inverter.readings,
    inverter_problems,
)  # fmt: skip
WALLBOX = DeviceKind(
    WALLBOXES, "wallbox_id", "User Wallboxes", "a wallbox", "wallboxes",
    Wallbox, WallboxDetail, WallboxCreate, WallboxUpdate, wallbox.readings, wallbox_problems,
)  # fmt: skip

KINDS = (HEAT_PUMP, VEHICLE, INVERTER, WALLBOX)
