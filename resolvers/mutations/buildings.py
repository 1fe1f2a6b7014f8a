"""Adding, changing and removing buildings."""

from msgspec import UNSET
from msgspec.structs import replace

from domain.building import Building
from domain.changes.building import BuildingChanges
from domain.errors import UpstreamNotFound
from domain.ids import IdKind
from permissions import Action, Resource
from resolvers.context import Context
from resolvers.mutations.form import Form
from resolvers.mutations.limits import BUILDING, check_limits
from resolvers.mutations.problem import Problems, upstream_problems
from resolvers.mutations.references import (
    permitted_owner,
    permitted_target,
    present_building,
    refuse_unknown,
)


async def create_building(context: Context, owner: str, form: Form[BuildingChanges]) -> Building | None:
    """Add a building to a user.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    problems = Problems(form.problems)
    check_limits(form.changes, BUILDING, problems)
    with problems.collect():
        owner_id = permitted_owner(context, owner, ("owner_id",), Resource.BUILDINGS, Action.CREATE)
    problems.raise_if_any()
    with upstream_problems():
        try:
            return await context.writes.create_building(owner_id, form.changes)
        except UpstreamNotFound:
            raise refuse_unknown(("owner_id",)) from None


async def update_building(context: Context, text: str, form: Form[BuildingChanges]) -> Building | None:
    """Change a building. The upstream wants its name every time, so the present one goes along.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    problems = Problems(form.problems)
    check_limits(form.changes, BUILDING, problems)
    with problems.collect():
        target = permitted_target(context, text, (IdKind.BUILDING,), Resource.BUILDINGS, Action.UPDATE)
    problems.raise_if_any()
    changes = form.changes
    try:
        if changes.name is UNSET:
            changes = replace(changes, name=(await present_building(context, target)).name)
        with upstream_problems():
            return await context.writes.update_building(target.owner_id, target.own_id, changes)
    except UpstreamNotFound:
        raise refuse_unknown(("id",)) from None


async def delete_building(context: Context, text: str) -> str:
    """Remove a building; gives its id.

    Raises:
        InputRefused: There is no such building.
        Forbidden: The viewer may not.

    """
    target = permitted_target(context, text, (IdKind.BUILDING,), Resource.BUILDINGS, Action.DELETE)
    try:
        await context.writes.delete_building(target.owner_id, target.own_id)
    except UpstreamNotFound:
        raise refuse_unknown(("id",)) from None
    return text
