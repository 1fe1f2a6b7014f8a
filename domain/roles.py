"""Roles, and the viewer on whose behalf an operation runs."""

from datetime import datetime
from enum import Enum

from domain.record import Record


class Role(Enum):
    """The access level of a member of an organization."""

    __hash__ = object.__hash__  # Enum's own is Python, and roles are in the keys of answers

    ADMINISTRATOR = "ADMINISTRATOR"
    STAFF = "STAFF"
    USER = "USER"
    OTHER = "OTHER"


class Viewer(Record, frozen=True, kw_only=True):
    """Who is asking: the frozen result of authenticating one token.

    ``user_id`` is the upstream id of the viewer's own record. It is always there for the role
    USER and may be missing for a server-to-server administrator, who has no record. ``client_id``
    is there if that one was let in by the gateway's own token endpoint.
    """

    organization_id: str
    role: Role
    user_id: str | None
    expires_at: datetime
    client_id: str | None = None

    @property
    def principal(self) -> str:
        """Who is asking, within the organization: a user, a client, or one of unnamed servers."""
        if self.user_id is not None:
            return self.user_id
        return "server" if self.client_id is None else f"client {self.client_id}"
