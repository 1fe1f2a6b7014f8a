"""Mutations of devices of any kind."""

from typing import Annotated

import strawberry

from resolvers.context import Info
from resolvers.mutations import devices as resolvers
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute
from schema.device import Device
from schema.mutations.payload import Payload, answer, payload


@strawberry.input(description="A device whose optimization is to be paused.")
class DeviceOptimizationPauseInput:
    """A device."""

    id: strawberry.ID = attribute("The device.")


@strawberry.input(description="A device whose optimization is to be resumed.")
class DeviceOptimizationResumeInput:
    """A device."""

    id: strawberry.ID = attribute("The device.")


@strawberry.input(description="Where a device is.")
class DeviceMoveInput:
    """A move."""

    id: strawberry.ID = attribute("The device.")
    building_id: strawberry.ID | None = attribute("A building of the same owner; null for none.")


@strawberry.input(description="A device to remove.")
class DeviceDeleteInput:
    """A device."""

    id: strawberry.ID = attribute("The device.")


@payload(ProblemCode.NOT_FOUND)
class DeviceOptimizationPausePayload(Payload):
    """What is answered."""

    device: Device | None = attribute("The device as it is now; null if nothing was changed.")


@payload(ProblemCode.NOT_FOUND)
class DeviceOptimizationResumePayload(Payload):
    """What is answered."""

    device: Device | None = attribute("The device as it is now; null if nothing was changed.")


@payload(ProblemCode.NOT_FOUND)
class DeviceMovePayload(Payload):
    """What is answered."""

    device: Device | None = attribute("The device as it is now; null if nothing was changed.")


@payload(ProblemCode.NOT_FOUND)
class DeviceDeletePayload(Payload):
    """What is answered."""

    deleted_id: strawberry.ID | None = attribute("The id of the device; null if it was not removed.")


_Pause = Annotated[DeviceOptimizationPauseInput, argument("The device.")]
_Resume = Annotated[DeviceOptimizationResumeInput, argument("The device.")]
_Move = Annotated[DeviceMoveInput, argument("What is moved, and where to.")]
_Delete = Annotated[DeviceDeleteInput, argument("The device.")]


async def device_optimization_pause(info: Info, input: _Pause) -> DeviceOptimizationPausePayload:
    """Stop optimizing a device."""
    return await answer(
        DeviceOptimizationPausePayload,
        info,
        lambda context: resolvers.set_optimization(context, input.id, is_active=False),
    )


async def device_optimization_resume(info: Info, input: _Resume) -> DeviceOptimizationResumePayload:
    """Optimize a device again."""
    return await answer(
        DeviceOptimizationResumePayload,
        info,
        lambda context: resolvers.set_optimization(context, input.id, is_active=True),
    )


async def device_move(info: Info, input: _Move) -> DeviceMovePayload:
    """Move a device to another building."""
    return await answer(
        DeviceMovePayload,
        info,
        lambda context: resolvers.move_device(context, input.id, input.building_id),
    )


async def device_delete(info: Info, input: _Delete) -> DeviceDeletePayload:
    """Remove a device."""
    return await answer(DeviceDeletePayload, info, lambda context: resolvers.delete_device(context, input.id))
