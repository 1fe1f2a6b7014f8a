"""What hangs off a building, and looking one up."""

from asyncio import Future
from collections.abc import Sequence
from operator import methodcaller

from strawberry import Parent

from cache import Soon, then
from domain.building import Building
from domain.device import Device, DeviceKind
from domain.energy_contract import EnergyContract
from domain.errors import UpstreamNotFound
from domain.ids import GlobalId, IdKind
from domain.user import User
from domain.visibility import VisibleUserId
from loaders import ByBuilding
from loaders.by_building import Row
from permissions import Action, Resource
from resolvers.arguments import read_id, visible_owner
from resolvers.context import Context, Info
from resolvers.devices import Kinds, devices_of
from resolvers.users import visible_user


def owner(building: Parent[Building], info: Info) -> Soon[User | None]:
    """The user to whom the building belongs."""
    return visible_user(info.context, info.context.access.require_user(building.owner_id))


def energy_contracts(building: Parent[Building], info: Info) -> Soon[tuple[EnergyContract, ...]]:
    """The contracts that apply to this building: its own, and those for all buildings of its owner."""
    (contracts,) = energy_contracts_of_each((building,), info)
    return contracts


def energy_contracts_of_each(
    buildings: Sequence[Building], info: Info
) -> list[Soon[tuple[EnergyContract, ...]]]:
    """The contracts that apply to each of many buildings."""
    homes = info.context.loaders.contracts_of_home.get_each(_owners(buildings, info))
    return _each_of(homes, buildings)


def devices(building: Parent[Building], info: Info, kinds: Kinds = None) -> Soon[tuple[Device, ...]]:
    """The devices in this building, of those kinds or of all."""
    (found,) = devices_of_each((building,), info, kinds)
    return found


def devices_of_each(
    buildings: Sequence[Building], info: Info, kinds: Kinds = None
) -> list[Soon[tuple[Device, ...]]]:
    """The devices in each of many buildings."""
    owners = _owners(buildings, info)
    if kinds is None:
        return _each_of(info.context.loaders.devices_of_home.get_each(owners), buildings)
    homes = [then(devices_of(info.context, owner_id, kinds), ByBuilding) for owner_id in owners]
    return _each_of(homes, buildings)


def heat_pumps(building: Parent[Building], info: Info) -> Soon[tuple[Device, ...]]:
    """The heat pumps in this building."""
    return devices(building, info, [DeviceKind.HEAT_PUMP])


def electric_vehicles(building: Parent[Building], info: Info) -> Soon[tuple[Device, ...]]:
    """The electric vehicles that charge at this building."""
    return devices(building, info, [DeviceKind.ELECTRIC_VEHICLE])


def solar_inverters(building: Parent[Building], info: Info) -> Soon[tuple[Device, ...]]:
    """The solar inverters of this building."""
    return devices(building, info, [DeviceKind.SOLAR_INVERTER])


def wallboxes(building: Parent[Building], info: Info) -> Soon[tuple[Device, ...]]:
    """The wallboxes of this building."""
    return devices(building, info, [DeviceKind.WALLBOX])


def viewer_can(building: Parent[Building], info: Info) -> Sequence[Action]:
    """What the viewer may do to this building."""
    return info.context.access.actions(Resource.BUILDINGS, building.owner_id)


async def building_by_global_id(context: Context, text: str) -> Building | None:
    """The building with that id, if the viewer may see its owner."""
    return await find_building(context, read_id(text, "id", (IdKind.BUILDING,)))


async def find_building(context: Context, decoded: GlobalId) -> Building | None:
    """The same for an id that is decoded already."""
    owner_id = visible_owner(context, decoded)
    if owner_id is None:
        return None
    try:
        buildings = await context.loaders.buildings_by_user.load(owner_id)
    except UpstreamNotFound:
        return None
    return next((each for each in buildings if each.building_id == decoded.own_id), None)


def linked_building(context: Context, owner_id: str, building_id: str | None) -> Soon[Building | None]:
    """The building that a device or contract names, followed only inside the same owner."""
    if building_id is None:
        return None
    return then(
        context.loaders.buildings_by_user.get(context.access.require_user(owner_id)),
        lambda buildings: next((each for each in buildings if each.building_id == building_id), None),
    )


def _owners(buildings: Sequence[Building], info: Info) -> Sequence[VisibleUserId]:
    return info.context.access.require_users([building.owner_id for building in buildings])


def _each_of(
    homes: Sequence[Soon[ByBuilding[Row]]], buildings: Sequence[Building]
) -> list[Soon[tuple[Row, ...]]]:
    return [
        then(home, methodcaller("of", building.building_id))
        if isinstance(home, Future)
        else home.of(building.building_id)
        for home, building in zip(homes, buildings, strict=True)
    ]
