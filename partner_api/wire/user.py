"""Users on the wire."""

import math
from datetime import datetime

from domain.errors import UpstreamInvalidResponse
from domain.ids import IdKind, encode_id
from domain.roles import Role
from domain.user import GeoLocation, User
from partner_api import surprises
from partner_api.wire.address import WireAddress, to_address
from partner_api.wire.row import identity
from partner_api.wire.values import choice, instant

_ROLES = {"admin": Role.ADMINISTRATOR, "staff": Role.STAFF, "user": Role.USER}


class WireUser(WireAddress, frozen=True, kw_only=True, gc=False):
    """A member of the organization. Coordinates come as numbers or as decimal strings."""

    id: str | None = None
    role: str | None = None
    email: str | None = None
    external_user_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    latitude: float | str | None = None
    longitude: float | str | None = None
    location_last_updated: datetime | None = None


def to_user(row: WireUser, organization_id: str) -> User:
    """Make the record.

    Raises:
        UpstreamInvalidResponse: The id, the role or the e-mail address is missing.

    """
    user_id = identity(row.id, "the id of a user")
    if not row.email:
        raise UpstreamInvalidResponse("the email of a user is missing")
    role = choice(row.role or None, _ROLES, Role.OTHER, "user.role")
    if role is None:
        raise UpstreamInvalidResponse("the role of a user is missing")
    return User(
        id=encode_id(IdKind.USER, organization_id, user_id),
        user_id=user_id,
        role=role,
        email=row.email,
        external_id=row.external_user_id,
        first_name=row.first_name,
        last_name=row.last_name,
        address=to_address(row),
        location=_location(row),
    )


def _location(row: WireUser) -> GeoLocation | None:
    latitude = _degrees(row.latitude, 90.0, "user.latitude")
    longitude = _degrees(row.longitude, 180.0, "user.longitude")
    if latitude is None or longitude is None:
        return None
    return GeoLocation(
        latitude_degrees=latitude,
        longitude_degrees=longitude,
        updated_at=instant(row.location_last_updated),
    )


def _degrees(value: float | str | None, limit: float, field: str) -> float | None:
    if value is None or value == "":
        return None
    try:
        degrees = float(value)
    except ValueError:
        degrees = math.nan
    if -limit <= degrees <= limit:
        return degrees
    surprises.unusable(field, "not a coordinate")
    return None
