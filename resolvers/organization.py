"""The organization and what hangs off it."""

from collections.abc import Sequence

from strawberry import Parent

from domain.errors import Forbidden
from domain.organization import Organization
from domain.visibility import VisibleOrganizationId
from permissions import Resource
from resolvers.context import Context, Info


def organization(info: Info) -> Organization:
    """The viewer's organization: everything happens inside it."""
    return info.context.organization


def viewer_can_create(organization: Parent[Organization], info: Info) -> Sequence[Resource]:
    """What the viewer may add to the organization."""
    people = (Resource.ADMINISTRATORS, Resource.STAFF, Resource.USERS)
    return info.context.access.creatable(people, organization.organization_id)


def whole_organization(context: Context) -> VisibleOrganizationId:
    """Proof that the viewer may see everybody in the organization, whom its figures are about.

    Raises:
        Forbidden: The viewer may not.

    """
    organization_id = context.access.visible_organization()
    if organization_id is None:
        raise Forbidden("not everybody in the organization is visible")
    return organization_id
