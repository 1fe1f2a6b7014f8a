"""An organization: the energy company whose homes are managed."""

from domain.record import Record


class Organization(Record, frozen=True, kw_only=True):
    """The upstream tells nothing about an organization but its id."""

    id: str
    organization_id: str
