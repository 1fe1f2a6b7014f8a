"""What hangs off a device, and looking one up."""

from collections.abc import Sequence

from strawberry import Parent

from cache import Soon
from domain.building import Building
from domain.device import Device, PendingAction
from domain.errors import UpstreamNotFound
from domain.ids import GlobalId
from domain.user import User
from permissions import Action, Resource
from resolvers.arguments import DEVICE_KIND, read_id, visible_owner
from resolvers.building import linked_building
from resolvers.context import Context, Info
from resolvers.users import visible_user


def owner(device: Parent[Device], info: Info) -> Soon[User | None]:
    """The user to whom the device belongs."""
    return visible_user(info.context, info.context.access.require_user(device.owner_id))


def building(device: Parent[Device], info: Info) -> Soon[Building | None]:
    """The building where the device is."""
    return linked_building(info.context, device.owner_id, device.building_id)


def actions(device: Parent[Device], info: Info) -> Soon[tuple[PendingAction, ...]]:
    """What a person has to do before the device works.

    Only the detail of a device lists its actions, which is one upstream call a device; a device
    that is connected and says that nothing is needed is not asked.
    """
    if device.is_authenticated and not device.is_action_needed:
        return ()
    owner_id = info.context.access.require_user(device.owner_id)
    key = (device.kind, owner_id, device.device_id)
    return info.context.loaders.pending_actions_by_device.get(key)


def viewer_can(device: Parent[Device], info: Info) -> Sequence[Action]:
    """What the viewer may do to this device."""
    return info.context.access.actions(Resource.DEVICES, device.owner_id)


async def device_by_global_id(context: Context, text: str) -> Device | None:
    """The device with that id, if the viewer may see its owner."""
    return await find_device(context, read_id(text, "id", tuple(DEVICE_KIND)))


async def find_device(context: Context, decoded: GlobalId) -> Device | None:
    """The same for an id that is decoded already."""
    owner_id = visible_owner(context, decoded)
    if owner_id is None:
        return None
    try:
        devices = await context.loaders.devices_by_user.load((DEVICE_KIND[decoded.kind], owner_id))
    except UpstreamNotFound:
        return None
    return next((each for each in devices if each.device_id == decoded.own_id), None)
