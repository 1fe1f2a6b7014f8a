"""What hangs off a building, and looking one up."""

from collections.abc import Sequence

from strawberry import Parent

from domain.building import Building
from domain.device import Device, DeviceKind
from domain.energy_contract import EnergyContract
from domain.errors import UpstreamNotFound
from domain.ids import GlobalId, IdKind
from domain.user import User
from permissions import Action, Resource
from resolvers.arguments import read_id, visible_owner
from resolvers.context import Context, Info
from resolvers.devices import Kinds, devices_of
from resolvers.users import visible_user


async def owner(building: Parent[Building], info: Info) -> User | None:
    """The user to whom the building belongs."""
    return await visible_user(info.context, info.context.access.require_user(building.owner_id))


async def energy_contracts(building: Parent[Building], info: Info) -> Sequence[EnergyContract]:
    """The contracts that apply to this building: its own, and those for all buildings of its owner."""
    owner_id = info.context.access.require_user(building.owner_id)
    contracts = await info.context.loaders.energy_contracts_by_user.load(owner_id)
    return [contract for contract in contracts if contract.building_id in (None, building.building_id)]


async def devices(building: Parent[Building], info: Info, kinds: Kinds = None) -> Sequence[Device]:
    """The devices in this building, of those kinds or of all."""
    owner_id = info.context.access.require_user(building.owner_id)
    return [
        device
        for device in await devices_of(info.context, owner_id, kinds)
        if device.building_id == building.building_id
    ]


async def heat_pumps(building: Parent[Building], info: Info) -> Sequence[Device]:
    """The heat pumps in this building."""
    return await devices(building, info, [DeviceKind.HEAT_PUMP])


async def electric_vehicles(building: Parent[Building], info: Info) -> Sequence[Device]:
    """The electric vehicles that charge at this building."""
    return await devices(building, info, [DeviceKind.ELECTRIC_VEHICLE])


async def solar_inverters(building: Parent[Building], info: Info) -> Sequence[Device]:
    """The solar inverters of this building."""
    return await devices(building, info, [DeviceKind.SOLAR_INVERTER])


async def wallboxes(building: Parent[Building], info: Info) -> Sequence[Device]:
    """The wallboxes of this building."""
    return await devices(building, info, [DeviceKind.WALLBOX])


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


async def linked_building(context: Context, owner_id: str, building_id: str | None) -> Building | None:
    """The building that a device or contract names, followed only inside the same owner."""
    if building_id is None:
        return None
    buildings = await context.loaders.buildings_by_user.load(context.access.require_user(owner_id))
    return next((each for each in buildings if each.building_id == building_id), None)
