"""What can be loaded before the rows in between are there.

Everything below a user hangs off the user's id, which all ids and rows carry along. An engine that
knows the id asks for all lists that an operation will need in the same moment; the resolvers find
them asked for. See :mod:`execution.compiled.ahead` for what such functions are.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from domain.device import DeviceKind
from domain.errors import BadUserInput
from domain.ids import IdKind
from domain.roles import Role
from domain.user import User
from resolvers.arguments import DEVICE_KIND, read_id, visible_owner
from resolvers.context import Context
from resolvers.devices import device_keys
from resolvers.node import MAXIMUM_IDS

Owners = Sequence[str]
Foreseen = Mapping[str, Owners]
"""Owners by the name of the type of the rows that will be theirs."""

_NOTHING: Foreseen = {}

TYPE_NAME = {
    IdKind.USER: "User",
    IdKind.BUILDING: "Building",
    IdKind.ENERGY_CONTRACT: "EnergyContract",
    IdKind.HEAT_PUMP: "HeatPump",
    IdKind.ELECTRIC_VEHICLE: "ElectricVehicle",
    IdKind.SOLAR_INVERTER: "SolarInverter",
    IdKind.WALLBOX: "Wallbox",
    IdKind.OTHER_DEVICE: "OtherDevice",
}
"""The types of the schema whose rows hang off a user, by the kind of their ids."""


owner: Callable[[Any], str] = attrgetter("owner_id")
"""Whose a building, contract or device is."""


def user(record: User) -> str | None:
    """A user who probably has a home; whoever works for the organization has none to look ahead to."""
    return record.user_id if record.role is Role.USER else None


def users(context: Context, owners: Owners) -> None:
    """The records of the owners."""
    context.loaders.user_by_id.prefetch(context.access.require_users(owners))


def buildings(context: Context, owners: Owners) -> None:
    """Their buildings."""
    context.loaders.buildings_by_user.prefetch(context.access.require_users(owners))


def energy_contracts(context: Context, owners: Owners) -> None:
    """Their energy contracts."""
    context.loaders.energy_contracts_by_user.prefetch(context.access.require_users(owners))


def contracts_of_home(context: Context, owners: Owners) -> None:
    """The same for those who need them by building."""
    context.loaders.contracts_of_home.prefetch(context.access.require_users(owners))


def devices(context: Context, owners: Owners, kinds: Sequence[DeviceKind] | None = None) -> None:
    """Their devices, of those kinds or of all."""
    if kinds is None:
        context.loaders.devices_of_home.prefetch(context.access.require_users(owners))
        return
    context.loaders.devices_by_user.prefetch(
        [key for each in owners for key in device_keys(context.access.require_user(each), kinds)]
    )


def heat_pumps(context: Context, owners: Owners) -> None:
    """Their heat pumps."""
    devices(context, owners, (DeviceKind.HEAT_PUMP,))


def electric_vehicles(context: Context, owners: Owners) -> None:
    """Their electric vehicles."""
    devices(context, owners, (DeviceKind.ELECTRIC_VEHICLE,))


def solar_inverters(context: Context, owners: Owners) -> None:
    """Their solar inverters."""
    devices(context, owners, (DeviceKind.SOLAR_INVERTER,))


def wallboxes(context: Context, owners: Owners) -> None:
    """Their wallboxes."""
    devices(context, owners, (DeviceKind.WALLBOX,))


def charging_configuration(context: Context, owners: Owners) -> None:
    """How their charging devices are steered."""
    loader = context.loaders.details.charging_config_by_user
    loader.prefetch(context.access.require_users(owners))


def by_id(*kinds: IdKind) -> Callable[..., Foreseen]:
    """Foresees the one row that an argument ``id`` names, among those kinds."""

    def foresee(context: Context, id: str) -> Foreseen:  # noqa: A002 - the argument's name in the schema
        return of_id(context, id, kinds)

    return foresee


def of_id(context: Context, text: str, kinds: Sequence[IdKind]) -> Foreseen:
    """Whose the row of an id is, if the viewer may see it."""
    try:
        decoded = read_id(text, "id", kinds)
    except BadUserInput:
        return _NOTHING
    owner_id = visible_owner(context, decoded)
    return _NOTHING if owner_id is None else {TYPE_NAME[decoded.kind]: (owner_id,)}


def of_ids(context: Context, ids: Sequence[str]) -> Foreseen:
    """Whose the rows of many ids are, for those that the viewer may see; nothing if they are refused."""
    found: dict[str, list[str]] = {}
    if len(ids) > MAXIMUM_IDS:
        return _NOTHING
    for text in ids:
        try:
            decoded = read_id(text, "ids")
        except BadUserInput:
            return _NOTHING
        owner_id = visible_owner(context, decoded)
        if owner_id is not None and decoded.kind in TYPE_NAME:
            found.setdefault(TYPE_NAME[decoded.kind], []).append(owner_id)
    return found


def own_user(context: Context, **_arguments: object) -> Foreseen:
    """The viewer, for a field that answers with the viewer's own record."""
    own_id = context.viewer.user_id
    return (
        _NOTHING if own_id is None or context.access.visible_user_id(own_id) is None else {"User": (own_id,)}
    )


def everybody(context: Context, **arguments: object) -> Foreseen:
    """The only user that somebody may find who sees nobody else, unless they look for something."""
    if context.access.visible_organization() is not None or any(arguments.values()):
        return _NOTHING
    return own_user(context)


of_device_id = by_id(*DEVICE_KIND)
"""Whose a device is."""
