"""Mutations that make vehicles charge at once."""

from typing import Annotated

import strawberry

from domain.device import BoostState
from domain.ids import IdKind
from resolvers.context import Info
from resolvers.mutations import charging as resolvers
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute
from schema.electric_vehicle import ElectricVehicle
from schema.mutations.payload import Payload, answer, payload
from schema.wallbox import Wallbox

_WHY: dict[str, tuple[object, str]] = {
    "state": (BoostState | None, "Where the boost stands; null if that is not the problem."),
    "reason": (
        str | None,
        "Why not, such as `already_charging`, `fully_charged` or `no_active_session`; null if not told.",
    ),
}


@strawberry.input(description="An electric vehicle to charge at once.")
class ElectricVehicleBoostStartInput:
    """A device."""

    id: strawberry.ID = attribute("The electric vehicle.")


@strawberry.input(description="An electric vehicle not to charge at once.")
class ElectricVehicleBoostCancelInput:
    """A device."""

    id: strawberry.ID = attribute("The electric vehicle.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.CONFLICT, more=_WHY)
class ElectricVehicleBoostStartPayload(Payload):
    """What is answered."""

    electric_vehicle: ElectricVehicle | None = attribute(
        "The electric vehicle as it is now; null if nothing was changed."
    )


@payload(ProblemCode.NOT_FOUND, ProblemCode.CONFLICT, more=_WHY)
class ElectricVehicleBoostCancelPayload(Payload):
    """What is answered."""

    electric_vehicle: ElectricVehicle | None = attribute(
        "The electric vehicle as it is now; null if nothing was changed."
    )


async def electric_vehicle_boost_start(
    info: Info, input: Annotated[ElectricVehicleBoostStartInput, argument("The electric vehicle.")]
) -> ElectricVehicleBoostStartPayload:
    """Charge at once."""
    return await answer(
        ElectricVehicleBoostStartPayload,
        info,
        lambda context: resolvers.start_boost(context, input.id, IdKind.ELECTRIC_VEHICLE),
    )


async def electric_vehicle_boost_cancel(
    info: Info, input: Annotated[ElectricVehicleBoostCancelInput, argument("The electric vehicle.")]
) -> ElectricVehicleBoostCancelPayload:
    """Do not charge at once."""
    return await answer(
        ElectricVehicleBoostCancelPayload,
        info,
        lambda context: resolvers.cancel_boost(context, input.id, IdKind.ELECTRIC_VEHICLE),
    )


@strawberry.input(description="A wallbox to charge at once.")
class WallboxBoostStartInput:
    """A device."""

    id: strawberry.ID = attribute("The wallbox.")


@strawberry.input(description="A wallbox not to charge at once.")
class WallboxBoostCancelInput:
    """A device."""

    id: strawberry.ID = attribute("The wallbox.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.CONFLICT, more=_WHY)
class WallboxBoostStartPayload(Payload):
    """What is answered."""

    wallbox: Wallbox | None = attribute("The wallbox as it is now; null if nothing was changed.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.CONFLICT, more=_WHY)
class WallboxBoostCancelPayload(Payload):
    """What is answered."""

    wallbox: Wallbox | None = attribute("The wallbox as it is now; null if nothing was changed.")


async def wallbox_boost_start(
    info: Info, input: Annotated[WallboxBoostStartInput, argument("The wallbox.")]
) -> WallboxBoostStartPayload:
    """Charge at once."""
    return await answer(
        WallboxBoostStartPayload,
        info,
        lambda context: resolvers.start_boost(context, input.id, IdKind.WALLBOX),
    )


async def wallbox_boost_cancel(
    info: Info, input: Annotated[WallboxBoostCancelInput, argument("The wallbox.")]
) -> WallboxBoostCancelPayload:
    """Do not charge at once."""
    return await answer(
        WallboxBoostCancelPayload,
        info,
        lambda context: resolvers.cancel_boost(context, input.id, IdKind.WALLBOX),
    )
