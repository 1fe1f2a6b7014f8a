"""Adding, changing and removing users."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from msgspec import UNSET

from domain.changes.user import UserChanges
from domain.errors import UpstreamNotFound
from domain.roles import Role
from domain.user import User
from permissions import Action
from resolvers.context import Context
from resolvers.mutations.form import Form
from resolvers.mutations.limits import USER, check_limits
from resolvers.mutations.problem import Codes, InputRefused, ProblemCode, Problems, upstream_problems
from resolvers.mutations.references import owner_named, refuse_unknown, user_named

_TAKEN: Codes = {("email",): ProblemCode.TAKEN}

_taking_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""By organization: two administrators who demote each other at the same moment must not both succeed."""


async def create_user(context: Context, role: Role, form: Form[UserChanges]) -> User | None:
    """Add a user to the organization.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not add users of that role.

    """
    problems = Problems(form.problems)
    if not problems:
        organization_id = context.access.permit_new_user(role)
    check_limits(form.changes, USER, problems)
    problems.raise_if_any()
    with upstream_problems(_TAKEN):
        return await context.writes.create_user(organization_id, form.changes)


async def update_user(context: Context, text: str, form: Form[UserChanges]) -> User | None:
    """Change a user's record, but not the role.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not change this user, or not this field.

    """
    problems = Problems(form.problems)
    check_limits(form.changes, USER, problems)
    with problems.collect():
        owner_named(context, text, ("id",))
    problems.raise_if_any()
    user = await user_named(context, text)
    permitted = context.access.permit_on_user(Action.UPDATE, user.role, user.user_id)
    if form.changes.external_id is not UNSET:
        context.access.permit_external_id(user.user_id)
    with upstream_problems(_TAKEN):
        return await context.writes.update_user(permitted, form.changes)


async def change_role(context: Context, text: str, role: Role, form: Form[UserChanges]) -> User | None:
    """Give a user another role.

    Raises:
        InputRefused: There is no such user or role, or nobody would be left to administer.
        Forbidden: The viewer may not, or it is the viewer's own role.

    """
    Problems(form.problems).raise_if_any()
    async with _one_at_a_time(context):
        user = await user_named(context, text)
        permitted = context.access.permit_role_change(user.role, role, user.user_id)
        if not context.access.administers(role):
            await _check_not_last(context, user)
        with upstream_problems():
            return await context.writes.update_user(permitted, form.changes)


async def delete_user(context: Context, text: str) -> str:
    """Remove a user, who loses access at once; gives the id.

    Raises:
        InputRefused: There is no such user, or nobody would be left to administer.
        Forbidden: The viewer may not.

    """
    async with _one_at_a_time(context):
        try:
            user = await user_named(context, text)
        except InputRefused:
            if await context.writes.was_tried():
                return text  # by the first attempt
            raise
        permitted = context.access.permit_on_user(Action.DELETE, user.role, user.user_id)
        await _check_not_last(context, user)
        try:
            await context.writes.delete_user(permitted)
        except UpstreamNotFound:
            raise refuse_unknown(("id",)) from None
    return text


async def _check_not_last(context: Context, user: User) -> None:
    """Make sure that the organization keeps an administrator, by what is known now and not before."""
    everybody = context.access.visible_organization()
    if everybody is None or not context.access.administers(user.role):
        return
    context.loaders.forget()
    users = await context.loaders.users_by_organization.load((everybody, False))
    others = [each for each in users if each.user_id != user.user_id]
    if not any(context.access.administers(each.role) for each in others):
        problems = Problems()
        message = "The organization's last administrator must stay."
        problems.add(("id",), ProblemCode.LAST_ADMINISTRATOR, message)
        problems.raise_if_any()


@asynccontextmanager
async def _one_at_a_time(context: Context) -> AsyncIterator[None]:
    organization_id = context.access.organization_id
    lock = _taking_turns.get(organization_id)
    if lock is None:
        lock = _taking_turns[organization_id] = asyncio.Lock()
    async with lock:
        yield
