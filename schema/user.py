"""The members of an organization."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import user as records
from domain.roles import Role
from permissions import Action, Resource
from resolvers import ahead
from resolvers import user as resolvers
from resolvers.charging_configuration import charging_configuration
from resolvers.users import UserOrderField
from schema.address import GeoLocation, PostalAddress
from schema.charging_configuration import ChargingConfiguration
from schema.declaring import attribute, describes, field
from schema.node import Node
from schema.ordering import OrderDirection

if TYPE_CHECKING:
    from schema.building import Building
    from schema.device import Device
    from schema.electric_vehicle import ElectricVehicle
    from schema.energy_contract import EnergyContract
    from schema.heat_pump import HeatPump
    from schema.solar_inverter import SolarInverter
    from schema.wallbox import Wallbox


@describes(
    records.User,
    "A member of the organization: an end user, a member of staff or an administrator.",
    owner=ahead.user,
)
class User(Node):
    """A user."""

    role: Role = attribute("The access level.")
    email: str = attribute("The e-mail address, unique in the organization.")
    external_id: str | None = attribute("The partner's own key for the user; null if none was given.")
    first_name: str | None = attribute("The first name; null if it was not entered.")
    last_name: str | None = attribute("The last name; null if it was not entered.")
    address: PostalAddress = attribute("Where the user lives.")
    location: GeoLocation | None = attribute("The point of the address; null if it is not known.")
    buildings: list[Annotated["Building", strawberry.lazy("schema.building")]] | None = field(
        resolvers.buildings, "The user's buildings, by name.", null_means_error=True, prefetch=ahead.buildings
    )
    energy_contracts: list[Annotated["EnergyContract", strawberry.lazy("schema.energy_contract")]] | None = (
        field(
            resolvers.energy_contracts,
            "The user's energy contracts: those for all buildings first, then those for single ones.",
            null_means_error=True,
            prefetch=ahead.energy_contracts,
        )
    )
    devices: list[Annotated["Device", strawberry.lazy("schema.device")]] | None = field(
        resolvers.devices,
        "The user's devices of all kinds. Every kind is one upstream call, and if one of them fails "
        "the list is null: ask for the kinds in fields of their own to get what can be had.",
        null_means_error=True,
        prefetch=ahead.devices,
    )
    heat_pumps: list[Annotated["HeatPump", strawberry.lazy("schema.heat_pump")]] | None = field(
        resolvers.heat_pumps,
        "The user's heat pumps, the oldest first.",
        null_means_error=True,
        prefetch=ahead.heat_pumps,
    )
    electric_vehicles: (
        list[Annotated["ElectricVehicle", strawberry.lazy("schema.electric_vehicle")]] | None
    ) = field(
        resolvers.electric_vehicles,
        "The user's electric vehicles, the oldest first.",
        null_means_error=True,
        prefetch=ahead.electric_vehicles,
    )
    solar_inverters: list[Annotated["SolarInverter", strawberry.lazy("schema.solar_inverter")]] | None = (
        field(
            resolvers.solar_inverters,
            "The user's solar inverters, the oldest first.",
            null_means_error=True,
            prefetch=ahead.solar_inverters,
        )
    )
    wallboxes: list[Annotated["Wallbox", strawberry.lazy("schema.wallbox")]] | None = field(
        resolvers.wallboxes,
        "The user's wallboxes, the oldest first.",
        null_means_error=True,
        prefetch=ahead.wallboxes,
    )
    charging_configuration: ChargingConfiguration | None = field(
        charging_configuration,
        "How the user's charging devices are steered together.",
        null_means_error=True,
        prefetch=ahead.charging_configuration,
    )
    viewer_can: list[Action] = field(resolvers.viewer_can, "What the viewer may do to this user's record.")
    viewer_can_create: list[Resource] = field(
        resolvers.viewer_can_create, "What the viewer may add for this user."
    )


@strawberry.input(description="How to find one user. Exactly one of the fields must be given.", one_of=True)
class UserBy:
    """An exact look-up."""

    id: strawberry.Maybe[strawberry.ID] = strawberry.field(description="The user's id.")
    external_id: strawberry.Maybe[str] = strawberry.field(description="The partner's own key for the user.")
    email: strawberry.Maybe[str] = strawberry.field(description="The e-mail address; case does not matter.")


@strawberry.input(
    description=(
        "Which users to list: those who match every field that is given. "
        "Text matches as a whole, without regard to case and accents."
    )
)
class UserFilter:
    """Conditions on users."""

    role: Role | None = strawberry.field(default=None, description="The access level.")
    email: str | None = strawberry.field(default=None, description="The e-mail address.")
    external_id: str | None = strawberry.field(
        default=None, description="The partner's own key, to the letter."
    )
    postal_code: str | None = strawberry.field(default=None, description="The postal code of the address.")
    town: str | None = strawberry.field(default=None, description="The town of the address.")
    country: str | None = strawberry.field(default=None, description="The country of the address.")


@strawberry.input(description="How to sort users.")
class UserOrder:
    """An order of users."""

    field: UserOrderField = strawberry.field(description="What to sort by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASCENDING, description="Which way round."
    )
