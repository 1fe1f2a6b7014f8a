"""Mutations of solar inverters."""

from typing import Annotated

import strawberry
from strawberry import Maybe

from domain.changes.solar_inverter import SolarInverterChanges
from domain.device import DeviceKind
from domain.ids import IdKind
from resolvers.context import Info
from resolvers.mutations.devices import create_device, update_device
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute
from schema.mutations.form import form
from schema.mutations.inputs import DeviceSettings
from schema.mutations.payload import Payload, answer, payload
from schema.solar_inverter import SolarInverter


@strawberry.input(description="The settings of a solar inverter.")
class SolarInverterSettings(DeviceSettings):
    """The common part."""

    solar_power_rating_watts: Maybe[float | None] = attribute("The power of the panels.")
    has_battery: Maybe[bool] = attribute("Whether a battery is connected, which needs a capacity then.")
    battery_capacity_kilowatt_hours: Maybe[float | None] = attribute("What the battery holds.")
    minimum_battery_level_percent: Maybe[float | None] = attribute(
        "The level below which the battery is not discharged, 0 to 100."
    )
    maximum_battery_level_percent: Maybe[float | None] = attribute(
        "The level above which the battery is not charged, 0 to 100, not below the lower one."
    )


@strawberry.input(description="A new solar inverter.")
class SolarInverterCreateInput(SolarInverterSettings):
    """A device."""

    owner_id: strawberry.ID = attribute("The user to whom it belongs.")


@strawberry.input(description="Changes of a solar inverter. What is left out stays, null removes.")
class SolarInverterUpdateInput(SolarInverterSettings):
    """Changes."""

    id: strawberry.ID = attribute("The solar inverter.")


_CODES = (
    ProblemCode.NOT_FOUND,
    ProblemCode.REQUIRED,
    ProblemCode.TOO_LONG,
    ProblemCode.INVALID_FORMAT,
    ProblemCode.OUT_OF_RANGE,
    ProblemCode.CONTRADICTORY,
)


@payload(*_CODES)
class SolarInverterCreatePayload(Payload):
    """What is answered."""

    solar_inverter: SolarInverter | None = attribute("The new solar inverter; null if it was not registered.")


@payload(*_CODES)
class SolarInverterUpdatePayload(Payload):
    """What is answered."""

    solar_inverter: SolarInverter | None = attribute(
        "The solar inverter as it is now; null if nothing was changed."
    )


_Create = Annotated[SolarInverterCreateInput, argument("The solar inverter.")]
_Update = Annotated[SolarInverterUpdateInput, argument("The changes.")]


async def solar_inverter_create(info: Info, input: _Create) -> SolarInverterCreatePayload:
    """Register a solar inverter."""
    changes = form(input, SolarInverterChanges)
    return await answer(
        SolarInverterCreatePayload,
        info,
        lambda context: create_device(context, input.owner_id, DeviceKind.SOLAR_INVERTER, changes),
    )


async def solar_inverter_update(info: Info, input: _Update) -> SolarInverterUpdatePayload:
    """Change a solar inverter."""
    changes = form(input, SolarInverterChanges)
    return await answer(
        SolarInverterUpdatePayload,
        info,
        lambda context: update_device(context, input.id, (IdKind.SOLAR_INVERTER,), changes),
    )
