"""Who is asking."""

from datetime import datetime

from domain import roles as records
from domain.roles import Role
from permissions import Action, Resource, Scope
from resolvers import ahead
from resolvers import viewer as resolvers
from schema.declaring import attribute, describes, field
from schema.organization import Organization
from schema.user import User


@describes(resolvers.Permission, "What the viewer's role may do to one resource.")
class Permission:
    """A cell of the matrix."""

    resource: Resource = attribute("What the right is about.")
    action: Action = attribute("What may be done.")
    scope: Scope = attribute("How far the right reaches.")


@describes(records.Viewer, "The person or server on whose behalf the request is made.")
class Viewer:
    """The viewer."""

    role: Role = attribute("The role that the bearer token claims.")
    expires_at: datetime = attribute("When the bearer token expires.")
    organization: Organization = field(resolvers.organization, "The viewer's organization.")
    user: User | None = field(
        resolvers.user,
        "The viewer's own record; null if the viewer is a server or the record is gone.",
        foresee=ahead.own_user,
    )
    permissions: list[Permission] = field(
        resolvers.permissions, "The rights of the viewer's role, for a client that hides what is refused."
    )
