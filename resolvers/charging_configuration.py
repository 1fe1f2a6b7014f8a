"""How the charging devices of a user are steered together."""

from strawberry import Parent

from domain.charging_config import ChargingConfig, ChargingDevice
from domain.device import Device
from domain.user import User
from resolvers.context import Info


async def charging_configuration(user: Parent[User], info: Info) -> ChargingConfig:
    """The settings that all charging devices of the user share."""
    user_id = info.context.access.require_user(user.user_id)
    return await info.context.loaders.details.charging_config_by_user.load(user_id)


async def device(participant: Parent[ChargingDevice], info: Info) -> Device | None:
    """The device that takes part, looked for among its owner's."""
    owner_id = info.context.access.require_user(participant.owner_id)
    devices = await info.context.loaders.devices_by_user.load((participant.kind, owner_id))
    return next((each for each in devices if each.device_id == participant.device_id), None)
