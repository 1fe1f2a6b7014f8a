"""Who is asking."""

from dataclasses import dataclass

from strawberry import Parent

from cache import Soon
from domain.organization import Organization
from domain.roles import Viewer
from domain.user import User
from permissions import Action, Resource, Scope
from resolvers.context import Info
from resolvers.users import visible_user


@dataclass(frozen=True, slots=True)
class Permission:
    """One cell of the permission matrix, in the viewer's column."""

    resource: Resource
    action: Action
    scope: Scope


def viewer(info: Info) -> Viewer:
    """The viewer of this operation."""
    return info.context.viewer


def organization(viewer: Parent[Viewer], info: Info) -> Organization:
    """The viewer's organization."""
    return info.context.organization


def user(viewer: Parent[Viewer], info: Info) -> Soon[User | None]:
    """The viewer's own record, if there is one."""
    own_id = viewer.user_id and info.context.access.visible_user_id(viewer.user_id)
    return visible_user(info.context, own_id) if own_id else None


def permissions(viewer: Parent[Viewer], info: Info) -> list[Permission]:
    """What the viewer's role may do, cell by cell."""
    return [
        Permission(resource, action, info.context.access.scope(resource, action))
        for resource in Resource
        for action in Action
    ]
