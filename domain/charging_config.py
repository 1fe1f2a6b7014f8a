"""How the charging devices of a user are steered together."""

from datetime import datetime
from enum import Enum

from domain.device import DeviceKind
from domain.record import Record


class SmartChargingMode(Enum):
    """What decides when vehicles are charged."""

    OFF = "OFF"
    SPOT_PRICE = "SPOT_PRICE"
    SOLAR_SURPLUS = "SOLAR_SURPLUS"
    SOLAR_SURPLUS_AND_SPOT_PRICE = "SOLAR_SURPLUS_AND_SPOT_PRICE"
    OTHER = "OTHER"


class ChargingModeObstacle(Enum):
    """Why a mode cannot be chosen."""

    NO_ELECTRIC_VEHICLE = "NO_ELECTRIC_VEHICLE"
    NO_BATTERY_CAPACITY = "NO_BATTERY_CAPACITY"
    NO_ACTUATOR = "NO_ACTUATOR"
    WALLBOX_NOT_MODULATING = "WALLBOX_NOT_MODULATING"
    NO_INVERTER = "NO_INVERTER"
    INVERTER_WITHOUT_EXPORT_DATA = "INVERTER_WITHOUT_EXPORT_DATA"
    OTHER = "OTHER"


class ChargingDevice(Record, frozen=True, kw_only=True):
    """A device that takes part. The primary actuator is the one that is told to charge or to wait."""

    device_id: str
    owner_id: str
    kind: DeviceKind
    is_primary_actuator: bool = False


class ChargingModeAvailability(Record, frozen=True, kw_only=True):
    """Whether a mode can be chosen, and what stands in the way if not."""

    mode: SmartChargingMode
    is_available: bool = False
    obstacles: tuple[ChargingModeObstacle, ...] = ()


class ChargingStatus(Record, frozen=True, kw_only=True):
    """What all charging devices and inverters together do, at the instant ``as_of_at``."""

    charge_power_watts: float | None = None
    solar_energy_today_kilowatt_hours: float | None = None
    as_of_at: datetime | None = None


class ChargingConfig(Record, frozen=True, kw_only=True):
    """The settings that all charging devices of a user share. Power in watts.

    Surplus charging starts above ``surplus_export_to_start_watts`` of export and stops above
    ``surplus_import_to_stop_watts`` of import; the two must be ``surplus_minimum_band_watts`` apart.
    """

    owner_id: str
    mode: SmartChargingMode | None = None
    has_mode_conflict: bool = False
    has_divergence: bool = False
    devices: tuple[ChargingDevice, ...] = ()
    modes: tuple[ChargingModeAvailability, ...] = ()
    is_surplus_charging_possible: bool = False
    surplus_charging_obstacles: tuple[ChargingModeObstacle, ...] = ()
    surplus_export_to_start_watts: int | None = None
    surplus_import_to_stop_watts: int | None = None
    surplus_minimum_band_watts: int | None = None
    health_warning_started_at: datetime | None = None
    status: ChargingStatus | None = None
