"""The organization and what hangs off it."""

from collections.abc import Sequence

from strawberry import Parent

from domain.organization import Organization
from permissions import Resource
from resolvers.context import Info


def organization(info: Info) -> Organization:
    """The viewer's organization: everything happens inside it."""
    return info.context.organization


def viewer_can_create(organization: Parent[Organization], info: Info) -> Sequence[Resource]:
    """What the viewer may add to the organization."""
    people = (Resource.ADMINISTRATORS, Resource.STAFF, Resource.USERS)
    return info.context.access.creatable(people, organization.organization_id)
