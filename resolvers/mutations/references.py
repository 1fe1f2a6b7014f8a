"""The objects that an input names by id: found, visible, and the viewer's to change.

An id of something that the viewer may not see is answered like one of something that is not there:
a problem at its field, and no call upstream. An action that is refused on a visible object raises.
"""

from collections.abc import Collection, Iterable
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from domain.building import Building
from domain.device import Device
from domain.energy_contract import EnergyContract
from domain.ids import GlobalId, IdKind, decode_id
from domain.user import User
from domain.visibility import PermittedUserId, VisibleUserId
from permissions import Action, Resource
from resolvers.arguments import DEVICE_KIND
from resolvers.context import Context
from resolvers.mutations.problem import InputRefused, Path, Problem, ProblemCode

C = TypeVar("C", bound=msgspec.Struct)

_KNOWN_DEVICES = tuple(kind for kind in DEVICE_KIND if kind is not IdKind.OTHER_DEVICE)


def refuse_unknown(path: Path) -> InputRefused:
    """The end of a mutation whose id names nothing, or nothing that the viewer may see."""
    return InputRefused(Problem(path, ProblemCode.NOT_FOUND, "There is no such object."))


def owner_named(context: Context, text: str, path: Path) -> VisibleUserId:
    """The user whose id an input gives.

    Raises:
        InputRefused: There is no such user for the viewer.

    """
    return _visible(context, text, (IdKind.USER,), path)[1]


def permitted_owner(
    context: Context, text: str, path: Path, resource: Resource, action: Action
) -> PermittedUserId:
    """The user to whom something is to be added.

    Raises:
        InputRefused: There is no such user for the viewer.
        Forbidden: The viewer may not do that.

    """
    return context.access.permit(resource, action, owner_named(context, text, path))


class Target(msgspec.Struct, frozen=True):
    """An object below a user that is to be changed: whose it is, and its own id."""

    owner_id: PermittedUserId
    visible_owner_id: VisibleUserId
    own_id: str
    kind: IdKind


def permitted_target(
    context: Context,
    text: str,
    kinds: Collection[IdKind],
    resource: Resource,
    action: Action,
    path: Path = ("id",),
) -> Target:
    """The building, contract or device that an input names; whether it exists, the upstream knows.

    Raises:
        InputRefused: There is no such object for the viewer.
        Forbidden: The viewer may not do that to it.

    """
    decoded, owner_id = _visible(context, text, kinds, path)
    permitted = context.access.permit(resource, action, owner_id)
    return Target(permitted, owner_id, decoded.own_id, decoded.kind)


def permitted_device(
    context: Context,
    text: str,
    kinds: Collection[IdKind] = _KNOWN_DEVICES,
    *,
    action: Action = Action.UPDATE,
    path: Path = ("id",),
) -> Target:
    """The device that an input names. Devices of other kinds than the known ones cannot be changed.

    Raises:
        InputRefused: There is no such device for the viewer.
        Forbidden: The viewer may not do that to it.

    """
    return permitted_target(context, text, kinds, Resource.DEVICES, action, path)


async def user_named(context: Context, text: str, path: Path = ("id",)) -> User:
    """The record of the user whose id an input gives.

    Raises:
        InputRefused: There is no such user for the viewer.

    """
    user = await context.loaders.user_by_id.load(owner_named(context, text, path))
    if user is None:
        raise refuse_unknown(path)
    return user


async def with_own_building(context: Context, changes: C, owner_id: VisibleUserId) -> C:
    """Put the building's own id in the place of the global one.

    Ids are not signed and the upstream is not known to check whose a building is, so it is looked
    for among those of the same owner.

    Raises:
        InputRefused: It is none of that owner's buildings.

    """
    text: str | UnsetType | None = getattr(changes, "building_id", UNSET)
    if text is UNSET or text is None:
        return changes
    decoded, of_user = _visible(context, str(text), (IdKind.BUILDING,), ("building_id",))
    if of_user != owner_id:
        raise refuse_unknown(("building_id",))
    buildings = await context.loaders.buildings_by_user.load(owner_id)
    if all(each.building_id != decoded.own_id for each in buildings):
        raise refuse_unknown(("building_id",))
    return msgspec.structs.replace(changes, building_id=decoded.own_id)


async def present_building(context: Context, target: Target) -> Building:
    """The building as it is.

    Raises:
        InputRefused: It is not there.

    """
    rows = await context.loaders.buildings_by_user.load(target.visible_owner_id)
    return _present((row for row in rows if row.building_id == target.own_id), ("id",))


async def present_contract(context: Context, target: Target) -> EnergyContract:
    """The contract as it is.

    Raises:
        InputRefused: It is not there.

    """
    rows = await context.loaders.energy_contracts_by_user.load(target.visible_owner_id)
    return _present((row for row in rows if row.energy_contract_id == target.own_id), ("id",))


async def present_device(context: Context, target: Target, path: Path = ("id",)) -> Device:
    """The device as it is.

    Raises:
        InputRefused: It is not there.

    """
    key = (DEVICE_KIND[target.kind], target.visible_owner_id)
    rows = await context.loaders.devices_by_user.load(key)
    return _present((row for row in rows if row.device_id == target.own_id), path)


R = TypeVar("R")


def _present(rows: Iterable[R], path: Path) -> R:
    for row in rows:
        return row
    raise refuse_unknown(path)


def _visible(
    context: Context, text: str, kinds: Collection[IdKind], path: Path
) -> tuple[GlobalId, VisibleUserId]:
    decoded = decode_id(text)
    if decoded is None or decoded.kind not in kinds:
        raise refuse_unknown(path)
    if not decoded.belongs_to(context.access.organization_id):
        raise refuse_unknown(path)
    owner_id = context.access.visible_user_id(decoded.owner_id)
    if owner_id is None:
        raise refuse_unknown(path)
    return decoded, owner_id
