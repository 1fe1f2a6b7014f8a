"""What a resolver is given: one frozen context per operation."""

from dataclasses import dataclass

import strawberry

from domain.ids import IdKind, encode_id
from domain.organization import Organization
from domain.roles import Viewer
from loaders import Following, Loaders
from permissions import Access


@dataclass(frozen=True, slots=True)
class Context:
    """The viewer, what the viewer may do, and what this operation loads and follows."""

    viewer: Viewer
    access: Access
    loaders: Loaders
    following: Following
    request_id: str

    @property
    def organization(self) -> Organization:
        """The viewer's organization."""
        organization_id = self.viewer.organization_id
        return Organization(
            id=encode_id(IdKind.ORGANIZATION, organization_id, organization_id),
            organization_id=organization_id,
        )


Info = strawberry.Info[Context, None]
