"""A member of an organization."""

from datetime import datetime

from domain.record import Record
from domain.roles import Role


class PostalAddress(Record, frozen=True, kw_only=True):
    """Where somebody lives or something stands. ``country`` is as it was entered."""

    street_and_number: str | None = None
    street_additional_info: str | None = None
    postal_code: str | None = None
    town: str | None = None
    country: str | None = None


class GeoLocation(Record, frozen=True, kw_only=True):
    """A point on earth, in degrees (WGS 84)."""

    latitude_degrees: float
    longitude_degrees: float
    updated_at: datetime | None = None


class User(Record, frozen=True, kw_only=True):
    """An end user, a member of staff or an administrator."""

    id: str
    user_id: str
    role: Role
    email: str
    external_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    address: PostalAddress
    location: GeoLocation | None = None
