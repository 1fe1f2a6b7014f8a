"""Mutations of charge policies and charging configurations."""

from datetime import time
from typing import Annotated

import strawberry
from strawberry import Maybe

from domain.changes.charge_policy import ChargePolicyChanges
from domain.changes.charging_config import ChargingConfigChanges
from domain.charging_config import SmartChargingMode
from resolvers.context import Info
from resolvers.mutations import charging as resolvers
from resolvers.mutations.problem import ProblemCode
from schema.charging_configuration import ChargingConfiguration
from schema.declaring import argument, attribute
from schema.electric_vehicle import ElectricVehicle
from schema.mutations.form import form
from schema.mutations.payload import Payload, answer, payload


@strawberry.input(description="The goal of one weekday, always as a whole.")
class ChargePolicyDayInput:
    """A day's goal."""

    target_percent: Maybe[int | None] = attribute("The battery level to reach, 0 to 100.")
    deadline: Maybe[time | None] = attribute("By when, on the policy's clock, in whole minutes.")


@strawberry.input(description="Days of a vehicle's weekly policy. What is left out stays, null removes.")
class ChargePolicyUpdateInput:
    """Days."""

    electric_vehicle_id: strawberry.ID = attribute("The electric vehicle.")
    monday: Maybe[ChargePolicyDayInput | None] = attribute("Monday's goal; null for none.")
    tuesday: Maybe[ChargePolicyDayInput | None] = attribute("Tuesday's goal; null for none.")
    wednesday: Maybe[ChargePolicyDayInput | None] = attribute("Wednesday's goal; null for none.")
    thursday: Maybe[ChargePolicyDayInput | None] = attribute("Thursday's goal; null for none.")
    friday: Maybe[ChargePolicyDayInput | None] = attribute("Friday's goal; null for none.")
    saturday: Maybe[ChargePolicyDayInput | None] = attribute("Saturday's goal; null for none.")
    sunday: Maybe[ChargePolicyDayInput | None] = attribute("Sunday's goal; null for none.")
    timezone: Maybe[str | None] = attribute("Whose clock the deadlines mean, such as `Europe/Berlin`.")


@strawberry.input(
    description="What all charging devices of a user share. What is left out stays, null removes."
)
class ChargingConfigurationUpdateInput:
    """Settings."""

    user_id: strawberry.ID = attribute("The user to whom the devices belong.")
    mode: Maybe[SmartChargingMode | None] = attribute(
        "What decides when vehicles are charged; see `ChargingConfiguration.modes` for what can be chosen."
    )
    surplus_export_to_start_watts: Maybe[int | None] = attribute(
        "The exported power at which charging from surplus starts, 0 to 50,000."
    )
    surplus_import_to_stop_watts: Maybe[int | None] = attribute(
        "The imported power at which charging from surplus stops, 0 to 50,000; see "
        "`ChargingConfiguration.surplusMinimumBandWatts` for how far apart the two must be."
    )


@payload(ProblemCode.NOT_FOUND, ProblemCode.OUT_OF_RANGE, ProblemCode.INVALID_FORMAT)
class ChargePolicyUpdatePayload(Payload):
    """What is answered."""

    electric_vehicle: ElectricVehicle | None = attribute(
        "The electric vehicle as it is now; null if nothing was changed."
    )


@payload(ProblemCode.NOT_FOUND, ProblemCode.OUT_OF_RANGE, ProblemCode.NOT_AVAILABLE)
class ChargingConfigurationUpdatePayload(Payload):
    """What is answered."""

    charging_configuration: ChargingConfiguration | None = attribute(
        "The settings as they are now; null if nothing was changed."
    )


_Policy = Annotated[ChargePolicyUpdateInput, argument("The vehicle and its days.")]
_Configuration = Annotated[ChargingConfigurationUpdateInput, argument("The user and the settings.")]


async def charge_policy_update(info: Info, input: _Policy) -> ChargePolicyUpdatePayload:
    """Set days of a vehicle's weekly policy."""
    changes = form(input, ChargePolicyChanges)
    return await answer(
        ChargePolicyUpdatePayload,
        info,
        lambda context: resolvers.set_charge_policy(context, input.electric_vehicle_id, changes),
    )


async def charging_configuration_update(
    info: Info, input: _Configuration
) -> ChargingConfigurationUpdatePayload:
    """Set what all charging devices of a user share."""
    changes = form(input, ChargingConfigChanges)
    return await answer(
        ChargingConfigurationUpdatePayload,
        info,
        lambda context: resolvers.set_charging_configuration(context, input.user_id, changes),
    )
