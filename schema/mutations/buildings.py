"""Mutations of buildings."""

from typing import Annotated

import strawberry
from strawberry import Maybe

from domain.building import PropertyType
from domain.changes.building import BuildingChanges
from resolvers.context import Info
from resolvers.mutations import buildings as resolvers
from resolvers.mutations.problem import ProblemCode
from schema.building import Building
from schema.declaring import argument, attribute
from schema.mutations.form import form
from schema.mutations.inputs import PostalAddressInput
from schema.mutations.payload import Payload, answer, payload


@strawberry.input(description="What is told about a building.")
class BuildingDetails:
    """The common part."""

    address: Maybe[PostalAddressInput] = attribute("Where it stands.")
    property_type: Maybe[PropertyType | None] = attribute("What kind of property it is.")
    property_size_square_meters: Maybe[int | None] = attribute("The floor space.")
    property_age_years: Maybe[int | None] = attribute("The age in years.")
    occupant_count: Maybe[int | None] = attribute("How many people live there.")
    occupant_type: Maybe[str | None] = attribute("Who lives there, up to 50 characters.")
    space_heating: Maybe[str | None] = attribute("How rooms are heated, up to 50 characters.")
    water_heating: Maybe[str | None] = attribute("How water is heated, up to 50 characters.")
    has_photovoltaics: Maybe[bool | None] = attribute("Whether there are solar panels.")


@strawberry.input(description="A new building.")
class BuildingCreateInput(BuildingDetails):
    """A building."""

    owner_id: strawberry.ID = attribute("The user to whom it belongs.")
    name: str = attribute("What the owner calls it, up to 100 characters.")


@strawberry.input(description="Changes of a building. What is left out stays, null removes.")
class BuildingUpdateInput(BuildingDetails):
    """Changes."""

    id: strawberry.ID = attribute("The building.")
    name: Maybe[str] = attribute("What the owner calls it, up to 100 characters.")


@strawberry.input(description="A building to remove.")
class BuildingDeleteInput:
    """A building."""

    id: strawberry.ID = attribute("The building.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.TOO_LONG)
class BuildingCreatePayload(Payload):
    """What is answered."""

    building: Building | None = attribute("The new building; null if it was not added.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.TOO_LONG)
class BuildingUpdatePayload(Payload):
    """What is answered."""

    building: Building | None = attribute("The building as it is now; null if nothing was changed.")


@payload(ProblemCode.NOT_FOUND)
class BuildingDeletePayload(Payload):
    """What is answered."""

    deleted_id: strawberry.ID | None = attribute("The id of the building; null if it was not removed.")


_Create = Annotated[BuildingCreateInput, argument("The building.")]
_Update = Annotated[BuildingUpdateInput, argument("The changes.")]
_Delete = Annotated[BuildingDeleteInput, argument("The building.")]


async def building_create(info: Info, input: _Create) -> BuildingCreatePayload:
    """Add a building."""
    changes = form(input, BuildingChanges)
    return await answer(
        BuildingCreatePayload,
        info,
        lambda context: resolvers.create_building(context, input.owner_id, changes),
    )


async def building_update(info: Info, input: _Update) -> BuildingUpdatePayload:
    """Change a building."""
    changes = form(input, BuildingChanges)
    return await answer(
        BuildingUpdatePayload, info, lambda context: resolvers.update_building(context, input.id, changes)
    )


async def building_delete(info: Info, input: _Delete) -> BuildingDeletePayload:
    """Remove a building."""
    return await answer(
        BuildingDeletePayload, info, lambda context: resolvers.delete_building(context, input.id)
    )
