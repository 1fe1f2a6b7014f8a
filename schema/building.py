"""Homes."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import building as records
from domain.building import PropertyType
from permissions import Action
from resolvers import ahead
from resolvers import building as resolvers
from schema.address import PostalAddress
from schema.declaring import attribute, describes, field
from schema.node import Node

if TYPE_CHECKING:
    from schema.device import Device
    from schema.electric_vehicle import ElectricVehicle
    from schema.energy_contract import EnergyContract
    from schema.heat_pump import HeatPump
    from schema.solar_inverter import SolarInverter
    from schema.user import User
    from schema.wallbox import Wallbox


@describes(
    records.Building,
    "A home of one user. Devices in the same building are optimized together.",
    owner=ahead.owner,
)
class Building(Node):
    """A building."""

    name: str = attribute("What the owner calls it, up to 100 characters.")
    address: PostalAddress = attribute("Where it stands.")
    property_type: PropertyType | None = attribute("What kind of property it is; null if not entered.")
    property_size_square_meters: int | None = attribute("The floor space; null if not entered.")
    property_age_years: int | None = attribute("The age in years; null if not entered.")
    occupant_count: int | None = attribute("How many people live there; null if not entered.")
    occupant_type: str | None = attribute("Who lives there, such as `Students`; null if not entered.")
    space_heating: str | None = attribute("How rooms are heated, such as `Gas boiler`; null if not entered.")
    water_heating: str | None = attribute("How water is heated, such as `Gas boiler`; null if not entered.")
    has_photovoltaics: bool | None = attribute("Whether there are solar panels; null if not entered.")
    owner: Annotated["User", strawberry.lazy("schema.user")] | None = field(
        resolvers.owner, "The user to whom the building belongs.", null_means_error=True, prefetch=ahead.users
    )
    energy_contracts: list[Annotated["EnergyContract", strawberry.lazy("schema.energy_contract")]] | None = (
        field(
            resolvers.energy_contracts,
            "The contracts that apply here: the building's own, and those that the owner has for all "
            "buildings (`appliesToAllBuildings`).",
            null_means_error=True,
            each=resolvers.energy_contracts_of_each,
            prefetch=ahead.contracts_of_home,
        )
    )
    devices: list[Annotated["Device", strawberry.lazy("schema.device")]] | None = field(
        resolvers.devices,
        "The devices here, of all kinds or of those asked for.",
        null_means_error=True,
        each=resolvers.devices_of_each,
        prefetch=ahead.devices,
    )
    heat_pumps: list[Annotated["HeatPump", strawberry.lazy("schema.heat_pump")]] | None = field(
        resolvers.heat_pumps,
        "The heat pumps here, the oldest first.",
        null_means_error=True,
        prefetch=ahead.heat_pumps,
    )
    electric_vehicles: (
        list[Annotated["ElectricVehicle", strawberry.lazy("schema.electric_vehicle")]] | None
    ) = field(
        resolvers.electric_vehicles,
        "The electric vehicles that charge here, the oldest first.",
        null_means_error=True,
        prefetch=ahead.electric_vehicles,
    )
    solar_inverters: list[Annotated["SolarInverter", strawberry.lazy("schema.solar_inverter")]] | None = (
        field(
            resolvers.solar_inverters,
            "The solar inverters here, the oldest first.",
            null_means_error=True,
            prefetch=ahead.solar_inverters,
        )
    )
    wallboxes: list[Annotated["Wallbox", strawberry.lazy("schema.wallbox")]] | None = field(
        resolvers.wallboxes,
        "The wallboxes here, the oldest first.",
        null_means_error=True,
        prefetch=ahead.wallboxes,
    )
    viewer_can: list[Action] = field(resolvers.viewer_can, "What the viewer may do to this building.")
