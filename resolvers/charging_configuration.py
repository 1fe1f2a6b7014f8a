"""How the charging devices of a user are steered together."""

from strawberry import Parent

from cache import Soon, then
from domain.charging_config import ChargingConfig, ChargingDevice
from domain.device import Device
from domain.user import User
from resolvers.context import Info


def charging_configuration(user: Parent[User], info: Info) -> Soon[ChargingConfig]:
    """The settings that all charging devices of the user share."""
    user_id = info.context.access.require_user(user.user_id)
    return info.context.loaders.details.charging_config_by_user.get(user_id)


def device(participant: Parent[ChargingDevice], info: Info) -> Soon[Device | None]:
    """The device that takes part, looked for among its owner's."""
    owner_id = info.context.access.require_user(participant.owner_id)
    return then(
        info.context.loaders.devices_by_user.get((participant.kind, owner_id)),
        lambda devices: next((each for each in devices if each.device_id == participant.device_id), None),
    )
