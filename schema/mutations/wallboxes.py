"""Mutations of wallboxes."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Maybe

from domain.changes.wallbox import WallboxChanges
from domain.device import DeviceKind
from domain.ids import IdKind
from resolvers.context import Info
from resolvers.mutations.devices import create_device, update_device
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute
from schema.mutations.form import form
from schema.mutations.inputs import DeviceSettings
from schema.mutations.payload import Payload, answer, payload
from schema.wallbox import Wallbox


@strawberry.input(description="The settings of a wallbox.")
class WallboxSettings(DeviceSettings):
    """The common part."""

    charge_target_minimum_percent: Maybe[int] = attribute("The level that charging always reaches, 0 to 100.")
    charge_target_maximum_percent: Maybe[int] = attribute(
        "The level at which charging stops, 0 to 100, not below the minimum."
    )
    minimum_charge_percent: Maybe[int] = attribute(
        "The level up to which a vehicle charges at once, whatever the price, 0 to 100."
    )
    maximum_charge_power_watts: Maybe[int] = attribute("The highest power to charge with.")
    charge_deadline_at: Maybe[datetime | None] = attribute("When charging is to be done.")
    is_charge_policy_enabled: Maybe[bool] = attribute("Whether the charge policy applies.")
    is_overcharge_allowed: Maybe[bool] = attribute("Whether it may charge beyond the target.")


@strawberry.input(description="A new wallbox.")
class WallboxCreateInput(WallboxSettings):
    """A device."""

    owner_id: strawberry.ID = attribute("The user to whom it belongs.")


@strawberry.input(description="Changes of a wallbox. What is left out stays, null removes.")
class WallboxUpdateInput(WallboxSettings):
    """Changes."""

    id: strawberry.ID = attribute("The wallbox.")


_CODES = (
    ProblemCode.NOT_FOUND,
    ProblemCode.TOO_LONG,
    ProblemCode.INVALID_FORMAT,
    ProblemCode.OUT_OF_RANGE,
    ProblemCode.CONTRADICTORY,
)


@payload(*_CODES)
class WallboxCreatePayload(Payload):
    """What is answered."""

    wallbox: Wallbox | None = attribute("The new wallbox; null if it was not registered.")


@payload(*_CODES)
class WallboxUpdatePayload(Payload):
    """What is answered."""

    wallbox: Wallbox | None = attribute("The wallbox as it is now; null if nothing was changed.")


_Create = Annotated[WallboxCreateInput, argument("The wallbox.")]
_Update = Annotated[WallboxUpdateInput, argument("The changes.")]


async def wallbox_create(info: Info, input: _Create) -> WallboxCreatePayload:
    """Register a wallbox."""
    changes = form(input, WallboxChanges)
    return await answer(
        WallboxCreatePayload,
        info,
        lambda context: create_device(context, input.owner_id, DeviceKind.WALLBOX, changes),
    )


async def wallbox_update(info: Info, input: _Update) -> WallboxUpdatePayload:
    """Change a wallbox."""
    changes = form(input, WallboxChanges)
    return await answer(
        WallboxUpdatePayload,
        info,
        lambda context: update_device(context, input.id, (IdKind.WALLBOX,), changes),
    )
