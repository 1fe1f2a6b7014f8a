"""What can be followed."""

from collections.abc import AsyncGenerator
from typing import Annotated, TypeVar

import strawberry

from domain import charging_session as session_records
from domain import device as device_records
from domain.errors import GatewayError
from resolvers import subscription as resolvers
from resolvers.context import Info
from schema.charging_session import ChargingSession
from schema.declaring import argument, attribute, describes, stream
from schema.device import Device

T = TypeVar("T")


@describes(resolvers.DevicesUpdate, "What has changed among a user's devices since the last event.")
class DevicesUpdate:
    """An update."""

    changed: list[Device] = attribute("The devices that are new or have changed; in the first event all.")
    removed_ids: list[strawberry.ID] = attribute("The ids of devices that are no longer there.")


_Events = AsyncGenerator[T | GatewayError | None, None]


def _device_updated(
    info: Info, id: Annotated[strawberry.ID, argument("The id of the device.")]
) -> _Events[device_records.Device]:
    return resolvers.device_updated(info.context, id)


def _user_devices_updated(
    info: Info, user_id: Annotated[strawberry.ID, argument("The id of the user.")]
) -> _Events[resolvers.DevicesUpdate]:
    return resolvers.user_devices_updated(info.context, user_id)


def _charging_session_updated(
    info: Info,
    electric_vehicle_id: Annotated[strawberry.ID, argument("The id of the electric vehicle.")],
) -> _Events[session_records.ChargingSession]:
    return resolvers.charging_session_updated(info.context, electric_vehicle_id)


@strawberry.type(
    description=(
        "What can be followed. A stream begins with the state as it is, and then tells only changes; who is "
        "slow gets the newest state instead of every one. If the Partner API fails, one event has an error, "
        "and the stream goes on when it is over. A stream ends when the bearer token expires."
    )
)
class Subscription:
    """The entry points for following."""

    device_updated: AsyncGenerator[Device | None, None] = stream(
        _device_updated,
        "A device, whenever something about it has changed; null, at last, if it is gone or not visible.",
    )
    user_devices_updated: AsyncGenerator[DevicesUpdate | None, None] = stream(
        _user_devices_updated,
        "The devices of a user that have changed; null, at last, if the user is gone or not visible.",
    )
    charging_session_updated: AsyncGenerator[ChargingSession | None, None] = stream(
        _charging_session_updated,
        "The charging session that a vehicle is in, whenever it has changed; null while there is none.",
    )
