"""Mutations of users."""

from typing import Annotated

import strawberry
from strawberry import Maybe

from domain.changes.user import UserChanges
from domain.roles import Role
from resolvers.context import Info
from resolvers.mutations import users as resolvers
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute
from schema.mutations.form import form
from schema.mutations.inputs import PostalAddressInput
from schema.mutations.payload import Payload, answer, payload
from schema.user import User


@strawberry.input(description="A point on earth (WGS 84).")
class GeoLocationInput:
    """A point."""

    latitude_degrees: float = attribute("North of the equator, from -90 to 90.")
    longitude_degrees: float = attribute("East of Greenwich, from -180 to 180.")


@strawberry.input(description="A new user.")
class UserCreateInput:
    """A user."""

    role: Role = attribute("The role. Who may add whom, `Organization.viewerCanCreate` tells.")
    email: str = attribute("The e-mail address; nobody else in the organization may have it.")
    external_id: Maybe[str | None] = attribute("The partner's own key of the user.")
    first_name: Maybe[str | None] = attribute("The first name.")
    last_name: Maybe[str | None] = attribute("The last name.")
    address: Maybe[PostalAddressInput] = attribute("Where the user lives.")
    location: Maybe[GeoLocationInput | None] = attribute("Where that is on earth.")


@strawberry.input(description="Changes of a user. What is left out stays, null removes.")
class UserUpdateInput:
    """Changes."""

    id: strawberry.ID = attribute("The user.")
    email: Maybe[str] = attribute("The e-mail address; nobody else in the organization may have it.")
    external_id: Maybe[str | None] = attribute(
        "The partner's own key of the user; end users may not change it."
    )
    first_name: Maybe[str | None] = attribute("The first name.")
    last_name: Maybe[str | None] = attribute("The last name.")
    address: Maybe[PostalAddressInput] = attribute("Where the user lives.")
    location: Maybe[GeoLocationInput | None] = attribute("Where that is on earth.")


@strawberry.input(description="Another role for a user.")
class UserRoleUpdateInput:
    """A role."""

    id: strawberry.ID = attribute("The user.")
    role: Role = attribute("The new role.")


@strawberry.input(description="A user to remove.")
class UserDeleteInput:
    """A user."""

    id: strawberry.ID = attribute("The user.")


@payload(ProblemCode.INVALID_FORMAT, ProblemCode.OUT_OF_RANGE, ProblemCode.TOO_LONG, ProblemCode.TAKEN)
class UserCreatePayload(Payload):
    """What is answered."""

    user: User | None = attribute("The new user; null if it was not added.")


@payload(
    ProblemCode.NOT_FOUND,
    ProblemCode.INVALID_FORMAT,
    ProblemCode.OUT_OF_RANGE,
    ProblemCode.TOO_LONG,
    ProblemCode.TAKEN,
)
class UserUpdatePayload(Payload):
    """What is answered."""

    user: User | None = attribute("The user as it is now; null if nothing was changed.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.LAST_ADMINISTRATOR)
class UserRoleUpdatePayload(Payload):
    """What is answered."""

    user: User | None = attribute("The user as it is now; null if nothing was changed.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.LAST_ADMINISTRATOR)
class UserDeletePayload(Payload):
    """What is answered."""

    deleted_id: strawberry.ID | None = attribute("The id of the user; null if it was not removed.")


_Create = Annotated[UserCreateInput, argument("The user.")]
_Update = Annotated[UserUpdateInput, argument("The changes.")]
_RoleUpdate = Annotated[UserRoleUpdateInput, argument("Whose role, and which.")]
_Delete = Annotated[UserDeleteInput, argument("The user.")]


async def user_create(info: Info, input: _Create) -> UserCreatePayload:
    """Add a user."""
    changes = form(input, UserChanges)
    return await answer(
        UserCreatePayload, info, lambda context: resolvers.create_user(context, input.role, changes)
    )


async def user_update(info: Info, input: _Update) -> UserUpdatePayload:
    """Change a user."""
    changes = form(input, UserChanges)
    return await answer(
        UserUpdatePayload, info, lambda context: resolvers.update_user(context, input.id, changes)
    )


async def user_role_update(info: Info, input: _RoleUpdate) -> UserRoleUpdatePayload:
    """Give a user another role."""
    asked = form(input, UserChanges)
    return await answer(
        UserRoleUpdatePayload,
        info,
        lambda context: resolvers.change_role(context, input.id, input.role, asked),
    )


async def user_delete(info: Info, input: _Delete) -> UserDeletePayload:
    """Remove a user."""
    return await answer(UserDeletePayload, info, lambda context: resolvers.delete_user(context, input.id))
