"""Streams of what changes.

A stream begins with the state as it is. A failure of the upstream is an event with an error, once
until it is over, so that no stream falls silent without a word.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from domain.charging_session import ChargingSession
from domain.device import Device, DeviceKind
from domain.errors import GatewayError, UpstreamNotFound
from domain.ids import GlobalId, IdKind
from resolvers.arguments import DEVICE_KIND, read_id, visible_owner
from resolvers.context import Context


@dataclass(frozen=True, slots=True)
class DevicesUpdate:
    """What has changed among a user's devices since the last event."""

    changed: Sequence[Device]
    removed_ids: Sequence[str]


def device_updated(context: Context, text: str) -> AsyncGenerator[Device | GatewayError | None, None]:
    """A device as it is, and again whenever something about it has changed; null once it is gone.

    Raises:
        BadUserInput: The text is not the id of a device; nothing is followed then.

    """
    return _device_events(context, read_id(text, "id", tuple(DEVICE_KIND)))


def user_devices_updated(
    context: Context, text: str
) -> AsyncGenerator[DevicesUpdate | GatewayError | None, None]:
    """All devices of a user as they are, and then those that have changed.

    Raises:
        BadUserInput: The text is not the id of a user.

    """
    return _user_events(context, read_id(text, "userId", (IdKind.USER,)))


def charging_session_updated(
    context: Context, text: str
) -> AsyncGenerator[ChargingSession | GatewayError | None, None]:
    """The session that a vehicle is in, and again whenever it has changed; null while there is none.

    Raises:
        BadUserInput: The text is not the id of a vehicle.

    """
    return _session_events(context, read_id(text, "electricVehicleId", (IdKind.ELECTRIC_VEHICLE,)))


async def _device_events(
    context: Context, decoded: GlobalId
) -> AsyncGenerator[Device | GatewayError | None, None]:
    owner_id = visible_owner(context, decoded)
    if owner_id is None:
        yield None
        return
    kind = DEVICE_KIND[decoded.kind]
    last: Device | GatewayError | None = None
    following = context.follow().devices([kind], owner_id)
    try:
        async for news in following:
            state = news[kind]
            if isinstance(state, UpstreamNotFound):
                break
            if isinstance(state, GatewayError):
                last = state
                yield state
                continue
            device = next((each for each in state if each.device_id == decoded.own_id), None)
            if device is None:
                break
            if device != last:
                last = device
                yield device
    finally:
        await following.aclose()
    yield None


async def _user_events(
    context: Context, decoded: GlobalId
) -> AsyncGenerator[DevicesUpdate | GatewayError | None, None]:
    user_id = visible_owner(context, decoded)
    if user_id is None:
        yield None
        return
    known: dict[str, Device] = {}
    following = context.follow().devices(tuple(DeviceKind), user_id)
    try:
        async for news in following:
            update = DevicesUpdate([], [])
            for kind, state in news.items():
                if isinstance(state, UpstreamNotFound):
                    yield None
                    return
                if isinstance(state, GatewayError):
                    # Once it is over the whole list is told again: the error took it from the client.
                    known = {each.id: each for each in known.values() if each.kind is not kind}
                    yield state
                    continue
                update = _merged(update, kind, state, known)
            if update.changed or update.removed_ids:
                yield update
    finally:
        await following.aclose()


async def _session_events(
    context: Context, decoded: GlobalId
) -> AsyncGenerator[ChargingSession | GatewayError | None, None]:
    owner_id = visible_owner(context, decoded)
    if owner_id is None:
        yield None
        return
    following = context.follow().charging_session(owner_id, decoded.own_id)
    try:
        async for state in following:
            if isinstance(state, UpstreamNotFound):
                yield None
                return
            yield state
    finally:
        await following.aclose()


def _merged(
    update: DevicesUpdate, kind: DeviceKind, devices: Sequence[Device], known: dict[str, Device]
) -> DevicesUpdate:
    """The update with what is new in one list, which is noted as known."""
    changed = [device for device in devices if known.get(device.id) != device]
    present = {device.id for device in devices}
    removed = [each.id for each in known.values() if each.kind is kind and each.id not in present]
    for device_id in removed:
        del known[device_id]
    known.update((device.id, device) for device in changed)
    return DevicesUpdate([*update.changed, *changed], [*update.removed_ids, *removed])
