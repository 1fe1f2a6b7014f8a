"""Mutations of heat pumps."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Maybe

from domain.changes.heat_pump import HeatPumpChanges
from domain.device import DeviceKind
from domain.heat_pump import OptimizationLevel
from domain.ids import IdKind
from resolvers.context import Info
from resolvers.mutations.devices import create_device, update_device
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute
from schema.heat_pump import HeatPump
from schema.mutations.form import form
from schema.mutations.inputs import DeviceSettings
from schema.mutations.payload import Payload, answer, payload


@strawberry.input(description="The settings of a heat pump.")
class HeatPumpSettings(DeviceSettings):
    """The common part."""

    optimization_level: Maybe[OptimizationLevel | None] = attribute("How far optimization may go.")
    indoor_target_temperature_offset_celsius: Maybe[float | None] = attribute(
        "How much warmer or cooler than usual it should be indoors."
    )
    domestic_hot_water_standard_temperature_celsius: Maybe[float | None] = attribute(
        "The usual temperature of the hot water."
    )
    is_hot_water_heating_enabled: Maybe[bool] = attribute("Whether water is heated.")
    is_space_heating_enabled: Maybe[bool] = attribute("Whether rooms are heated.")
    is_pool_heating_enabled: Maybe[bool] = attribute("Whether a pool is heated.")
    is_space_cooling_enabled: Maybe[bool] = attribute("Whether rooms are cooled.")
    is_heating_policy_enabled: Maybe[bool] = attribute("Whether the heating policy applies.")
    heating_policy_name: Maybe[str | None] = attribute("The heating policy, up to 100 characters.")
    minimum_indoor_temperature_celsius: Maybe[float | None] = attribute("The lowest temperature indoors.")
    maximum_indoor_temperature_celsius: Maybe[float | None] = attribute(
        "The highest temperature indoors, not below the lowest."
    )
    minimum_domestic_hot_water_temperature_celsius: Maybe[float | None] = attribute(
        "The lowest temperature of the hot water."
    )
    is_away_mode_enabled: Maybe[bool | None] = attribute("Whether the away mode applies.")
    away_mode_starts_at: Maybe[datetime | None] = attribute("When the owner leaves.")
    away_mode_ends_at: Maybe[datetime | None] = attribute("When the owner is back, not before leaving.")
    away_mode_minimum_temperature_celsius: Maybe[float | None] = attribute(
        "The lowest temperature indoors while the owner is away."
    )


@strawberry.input(description="A new heat pump.")
class HeatPumpCreateInput(HeatPumpSettings):
    """A device."""

    owner_id: strawberry.ID = attribute("The user to whom it belongs.")


@strawberry.input(description="Changes of a heat pump. What is left out stays, null removes.")
class HeatPumpUpdateInput(HeatPumpSettings):
    """Changes."""

    id: strawberry.ID = attribute("The heat pump.")


_CODES = (
    ProblemCode.NOT_FOUND,
    ProblemCode.TOO_LONG,
    ProblemCode.INVALID_FORMAT,
    ProblemCode.OUT_OF_RANGE,
    ProblemCode.CONTRADICTORY,
)


@payload(*_CODES)
class HeatPumpCreatePayload(Payload):
    """What is answered."""

    heat_pump: HeatPump | None = attribute("The new heat pump; null if it was not registered.")


@payload(*_CODES)
class HeatPumpUpdatePayload(Payload):
    """What is answered."""

    heat_pump: HeatPump | None = attribute("The heat pump as it is now; null if nothing was changed.")


_Create = Annotated[HeatPumpCreateInput, argument("The heat pump.")]
_Update = Annotated[HeatPumpUpdateInput, argument("The changes.")]


async def heat_pump_create(info: Info, input: _Create) -> HeatPumpCreatePayload:
    """Register a heat pump."""
    changes = form(input, HeatPumpChanges)
    return await answer(
        HeatPumpCreatePayload,
        info,
        lambda context: create_device(context, input.owner_id, DeviceKind.HEAT_PUMP, changes),
    )


async def heat_pump_update(info: Info, input: _Update) -> HeatPumpUpdatePayload:
    """Change a heat pump."""
    changes = form(input, HeatPumpChanges)
    return await answer(
        HeatPumpUpdatePayload,
        info,
        lambda context: update_device(context, input.id, (IdKind.HEAT_PUMP,), changes),
    )
