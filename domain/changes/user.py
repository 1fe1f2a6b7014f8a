"""Changes of users."""

from msgspec import UNSET, UnsetType

from domain.changes.base import Changes
from domain.roles import Role


class AddressChanges(Changes, frozen=True, kw_only=True):
    """Parts of a postal address. Users need a country of two or three letters."""

    street_and_number: str | UnsetType | None = UNSET
    street_additional_info: str | UnsetType | None = UNSET
    postal_code: str | UnsetType | None = UNSET
    town: str | UnsetType | None = UNSET
    country: str | UnsetType | None = UNSET


class LocationChange(Changes, frozen=True, kw_only=True):
    """A point on earth, in degrees (WGS 84). The upstream notes itself when it was set."""

    latitude_degrees: float
    longitude_degrees: float


class UserChanges(Changes, frozen=True, kw_only=True):
    """A new user needs ``role`` and ``email``; the address must be unique in the organization."""

    role: Role | UnsetType = UNSET
    email: str | UnsetType = UNSET
    external_id: str | UnsetType | None = UNSET
    first_name: str | UnsetType | None = UNSET
    last_name: str | UnsetType | None = UNSET
    address: AddressChanges | UnsetType = UNSET
    location: LocationChange | UnsetType | None = UNSET
