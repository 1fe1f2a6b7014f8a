"""What a resolver is given: one frozen context per operation."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import strawberry

from domain.ids import IdKind, encode_id
from domain.organization import Organization
from domain.roles import Viewer
from loaders import Following, Loaders, Writes
from permissions import Access
from resolvers.audit import AuditEntry


@dataclass(frozen=True, slots=True)
class Context:
    """What the viewer may do, and what this operation loads, follows and writes.

    ``follow`` makes what streams follow; ``audit`` takes note of every mutation, whatever becomes of it.
    """

    access: Access
    loaders: Loaders
    follow: Callable[[], Following]
    writes: Writes
    audit: Callable[[AuditEntry], None]
    request_id: str

    def at(self, place: str) -> Self:
        """The context of one of the operation's mutations, which are told apart by their place."""
        return replace(self, writes=self.writes.at(place))

    @property
    def viewer(self) -> Viewer:
        """The viewer. Whoever looks makes the answer a personal one."""
        return self.access.viewer

    @property
    def organization(self) -> Organization:
        """The viewer's organization."""
        organization_id = self.access.organization_id
        return Organization(
            id=encode_id(IdKind.ORGANIZATION, organization_id, organization_id),
            organization_id=organization_id,
        )


Info = strawberry.Info[Context, None]
