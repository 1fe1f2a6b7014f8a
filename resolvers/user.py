"""What hangs off a user."""

from collections.abc import Sequence

from strawberry import Parent

from cache import Soon, then
from domain.building import Building
from domain.device import Device, DeviceKind
from domain.energy_contract import EnergyContract
from domain.user import User
from domain.visibility import VisibleUserId
from permissions import Action, Resource
from resolvers.context import Info
from resolvers.devices import Kinds, devices_of


def buildings(user: Parent[User], info: Info) -> Soon[tuple[Building, ...]]:
    """The user's buildings."""
    return info.context.loaders.buildings_by_user.get(info.context.access.require_user(user.user_id))


def buildings_of_each(users: Sequence[User], info: Info) -> list[Soon[tuple[Building, ...]]]:
    """The buildings of many users."""
    return info.context.loaders.buildings_by_user.get_each(_ids(users, info))


def energy_contracts(user: Parent[User], info: Info) -> Soon[tuple[EnergyContract, ...]]:
    """The user's energy contracts, for single buildings and for all."""
    user_id = info.context.access.require_user(user.user_id)
    return info.context.loaders.energy_contracts_by_user.get(user_id)


def energy_contracts_of_each(users: Sequence[User], info: Info) -> list[Soon[tuple[EnergyContract, ...]]]:
    """The energy contracts of many users."""
    return info.context.loaders.energy_contracts_by_user.get_each(_ids(users, info))


def devices(user: Parent[User], info: Info, kinds: Kinds = None) -> Soon[tuple[Device, ...]]:
    """The user's devices of those kinds, or of all."""
    return devices_of(info.context, info.context.access.require_user(user.user_id), kinds)


def devices_of_each(users: Sequence[User], info: Info, kinds: Kinds = None) -> list[Soon[tuple[Device, ...]]]:
    """The devices of many users."""
    if kinds is None:
        homes = info.context.loaders.devices_of_home.get_each(_ids(users, info))
        return [then(home, lambda found: found.rows) for home in homes]
    return [devices_of(info.context, user_id, kinds) for user_id in _ids(users, info)]


def heat_pumps(user: Parent[User], info: Info) -> Soon[tuple[Device, ...]]:
    """The user's heat pumps."""
    return devices(user, info, [DeviceKind.HEAT_PUMP])


def electric_vehicles(user: Parent[User], info: Info) -> Soon[tuple[Device, ...]]:
    """The user's electric vehicles."""
    return devices(user, info, [DeviceKind.ELECTRIC_VEHICLE])


def solar_inverters(user: Parent[User], info: Info) -> Soon[tuple[Device, ...]]:
    """The user's solar inverters."""
    return devices(user, info, [DeviceKind.SOLAR_INVERTER])


def wallboxes(user: Parent[User], info: Info) -> Soon[tuple[Device, ...]]:
    """The user's wallboxes."""
    return devices(user, info, [DeviceKind.WALLBOX])


def viewer_can(user: Parent[User], info: Info) -> Sequence[Action]:
    """What the viewer may do to this user's record."""
    return info.context.access.actions_on_user(user.role, user.user_id)


def viewer_can_create(user: Parent[User], info: Info) -> Sequence[Resource]:
    """What the viewer may add for this user."""
    resources = (Resource.BUILDINGS, Resource.ENERGY_CONTRACTS, Resource.DEVICES)
    return info.context.access.creatable(resources, user.user_id)


def _ids(users: Sequence[User], info: Info) -> Sequence[VisibleUserId]:
    return info.context.access.require_users([user.user_id for user in users])
