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
    USER and may be missing for a server-to-server administrator, who has no record.
    """

    organization_id: str
    role: Role
    user_id: str | None
    expires_at: datetime
