"""Users of the organization."""

from typing import Any

from msgspec.structs import replace

from sandbox.clock import to_wire
from sandbox.errors import Unprocessable
from sandbox.models.users import User, UserCreate, UserUpdate
from sandbox.operation import NO_CONTENT, Call, Operation
from sandbox.validation.parameters import Parameter
from sandbox.validation.problems import broken_field_rule

TAG = "Users"
INCLUDE_DELETED = Parameter(
    "include_deleted", bool, default=False, description="Also return what was soft-deleted."
)


def list_users(call: Call) -> list[User]:
    """Every user, in the order of creation."""
    if call.query["include_deleted"]:
        return call.organization.all_users()
    return call.organization.active_users()


def create_user(call: Call) -> User:
    """A new user that owns nothing yet; 422 if the address is taken."""
    changes = _as_read(call)
    _require_free_email(call, changes)
    user = User(id=call.organization.new_id("user"), **changes)
    call.organization.add_user(user)
    return user


def get_user(call: Call) -> User:
    """One user."""
    return call.user


def update_user(call: Call) -> User:
    """Changes the sent fields; 422 if the address is taken."""
    changes = _as_read(call)
    _require_free_email(call, changes, call.user.id)
    user = replace(call.user, **changes)
    call.organization.replace_user(user)
    return user


def delete_user(call: Call) -> object:
    """Soft-deletes a user."""
    call.organization.remove_user(call.user.id)
    return NO_CONTENT


def _as_read(call: Call) -> dict[str, Any]:
    changes = dict(call.body)
    if "country_iso2" in changes:
        changes["country"] = changes.pop("country_iso2")
    if "latitude" in changes or "longitude" in changes:
        changes["location_last_updated"] = to_wire(call.now)
    return changes


def _require_free_email(call: Call, changes: dict[str, Any], own_id: str | None = None) -> None:
    email = changes.get("email")
    if email is not None and call.organization.email_is_taken(email, own_id):
        raise Unprocessable([broken_field_rule("email", "a user with this email already exists")])


USERS = "/org/{org_id}/users"
USER = "/org/{org_id}/users/{user_id}"

OPERATIONS = (
    Operation(
        "GET",
        USERS,
        TAG,
        "List the users of the organization",
        list_users,
        list[User],
        parameters=(INCLUDE_DELETED,),
    ),
    Operation("POST", USERS, TAG, "Create a user", create_user, User, UserCreate),
    Operation("GET", USER, TAG, "Get a user", get_user, User),
    Operation("PUT", USER, TAG, "Update a user", update_user, User, UserUpdate),
    Operation("DELETE", USER, TAG, "Remove a user", delete_user),
)
