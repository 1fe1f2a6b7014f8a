"""How the charging devices of a user are steered together."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import charging_config as records
from domain.charging_config import ChargingModeObstacle, SmartChargingMode
from domain.device import DeviceKind
from resolvers import charging_configuration as resolvers
from schema.declaring import attribute, describes, field

if TYPE_CHECKING:
    from schema.device import Device


@describes(records.ChargingDevice, "A device that takes part in smart charging.")
class ChargingDevice:
    """A participant."""

    kind: DeviceKind = attribute("The kind of device.")
    is_primary_actuator: bool = attribute("Whether this is the device that is told to charge or to wait.")
    device: Annotated["Device", strawberry.lazy("schema.device")] | None = field(
        resolvers.device, "The device; null if it is not among its owner's any more."
    )


@describes(records.ChargingModeAvailability, "Whether a smart charging mode can be chosen.")
class ChargingModeAvailability:
    """A mode."""

    mode: SmartChargingMode = attribute("The mode.")
    is_available: bool = attribute("Whether it can be chosen.")
    obstacles: list[ChargingModeObstacle] = attribute("What stands in the way; empty if nothing does.")


@describes(records.ChargingStatus, "What all charging devices and inverters of a user do together.")
class ChargingStatus:
    """The present."""

    charge_power_watts: float | None = attribute("The power that charges now; null if not reported.")
    solar_energy_today_kilowatt_hours: float | None = attribute(
        "What the panels produced today; null if not reported."
    )
    as_of_at: datetime | None = attribute("When this was so; null if not known.")


@describes(records.ChargingConfig, "The settings that all charging devices of a user share.")
class ChargingConfiguration:
    """The settings."""

    mode: SmartChargingMode | None = attribute("What decides when vehicles are charged; null if not set.")
    has_mode_conflict: bool = attribute("Whether the devices are set to modes that exclude each other.")
    has_divergence: bool = attribute("Whether the devices are set differently.")
    devices: list[ChargingDevice] = attribute("The devices that take part.")
    modes: list[ChargingModeAvailability] = attribute("The modes there are, and whether they can be chosen.")
    is_surplus_charging_possible: bool = attribute("Whether vehicles can be charged from solar surplus.")
    surplus_charging_obstacles: list[ChargingModeObstacle] = attribute(
        "Why vehicles cannot be charged from solar surplus; empty if they can."
    )
    surplus_export_to_start_watts: int | None = attribute(
        "The exported power at which charging from surplus starts; null if not set."
    )
    surplus_import_to_stop_watts: int | None = attribute(
        "The imported power at which charging from surplus stops; null if not set."
    )
    surplus_minimum_band_watts: int | None = attribute(
        "How far apart the two must be; null if there is no such bound."
    )
    health_warning_started_at: datetime | None = attribute(
        "Since when something is wrong with smart charging; null if nothing is."
    )
    status: ChargingStatus | None = attribute("What the devices do now; null if not known.")
