"""Mutations of electric vehicles."""

from datetime import time
from typing import Annotated

import strawberry
from strawberry import Maybe

from domain.changes.electric_vehicle import ElectricVehicleChanges
from domain.device import DeviceKind
from domain.ids import IdKind
from resolvers.context import Info
from resolvers.mutations.devices import create_device, update_device
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute
from schema.electric_vehicle import ElectricVehicle
from schema.mutations.form import form
from schema.mutations.inputs import DeviceSettings
from schema.mutations.payload import Payload, answer, payload


@strawberry.input(description="The settings of an electric vehicle.")
class ElectricVehicleSettings(DeviceSettings):
    """The common part."""

    charge_target_minimum_percent: Maybe[int] = attribute("The level that charging always reaches, 0 to 100.")
    minimum_charge_percent: Maybe[int | None] = attribute(
        "The level up to which it charges at once, whatever the price, 0 to 100."
    )
    charge_deadline: Maybe[time | None] = attribute(
        "The time of day by which charging is done, in whole minutes."
    )
    is_charge_policy_enabled: Maybe[bool] = attribute("Whether the weekly charge policy applies.")
    surplus_export_to_start_watts: Maybe[int | None] = attribute(
        "The exported power at which charging from surplus starts, 0 to 50,000."
    )
    surplus_import_to_stop_watts: Maybe[int | None] = attribute(
        "The imported power at which charging from surplus stops, 0 to 50,000."
    )
    battery_capacity_kilowatt_hours: Maybe[float | None] = attribute("What the battery holds.")


@strawberry.input(description="A new electric vehicle.")
class ElectricVehicleCreateInput(ElectricVehicleSettings):
    """A device."""

    owner_id: strawberry.ID = attribute("The user to whom it belongs.")


@strawberry.input(description="Changes of an electric vehicle. What is left out stays, null removes.")
class ElectricVehicleUpdateInput(ElectricVehicleSettings):
    """Changes."""

    id: strawberry.ID = attribute("The electric vehicle.")


_CODES = (
    ProblemCode.NOT_FOUND,
    ProblemCode.TOO_LONG,
    ProblemCode.INVALID_FORMAT,
    ProblemCode.OUT_OF_RANGE,
)


@payload(*_CODES)
class ElectricVehicleCreatePayload(Payload):
    """What is answered."""

    electric_vehicle: ElectricVehicle | None = attribute(
        "The new electric vehicle; null if it was not registered."
    )


@payload(*_CODES)
class ElectricVehicleUpdatePayload(Payload):
    """What is answered."""

    electric_vehicle: ElectricVehicle | None = attribute(
        "The electric vehicle as it is now; null if nothing was changed."
    )


_Create = Annotated[ElectricVehicleCreateInput, argument("The electric vehicle.")]
_Update = Annotated[ElectricVehicleUpdateInput, argument("The changes.")]


async def electric_vehicle_create(info: Info, input: _Create) -> ElectricVehicleCreatePayload:
    """Register an electric vehicle."""
    changes = form(input, ElectricVehicleChanges)
    return await answer(
        ElectricVehicleCreatePayload,
        info,
        lambda context: create_device(context, input.owner_id, DeviceKind.ELECTRIC_VEHICLE, changes),
    )


async def electric_vehicle_update(info: Info, input: _Update) -> ElectricVehicleUpdatePayload:
    """Change an electric vehicle."""
    changes = form(input, ElectricVehicleChanges)
    return await answer(
        ElectricVehicleUpdatePayload,
        info,
        lambda context: update_device(context, input.id, (IdKind.ELECTRIC_VEHICLE,), changes),
    )
