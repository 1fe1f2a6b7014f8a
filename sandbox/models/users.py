"""Users of an organization."""

from msgspec import UNSET, Struct, UnsetType

from sandbox.models.enums import Role
from sandbox.models.formats import CountryCode, Email, Timestamp, Uuid


class User(Struct, kw_only=True):
    """A member of the organization: end user, staff or administrator."""

    id: Uuid
    role: Role
    email: Email
    external_user_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    street_and_number: str | None = None
    street_add_info: str | None = None
    zip_code: str | None = None
    town: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    location_last_updated: Timestamp | None = None


class UserCreate(Struct, kw_only=True):
    """A new user. The country is written as `country_iso2` and read as `country`."""

    role: Role
    email: Email
    external_user_id: str | UnsetType | None = UNSET
    first_name: str | UnsetType | None = UNSET
    last_name: str | UnsetType | None = UNSET
    street_and_number: str | UnsetType | None = UNSET
    street_add_info: str | UnsetType | None = UNSET
    zip_code: str | UnsetType | None = UNSET
    town: str | UnsetType | None = UNSET
    country_iso2: CountryCode | UnsetType | None = UNSET
    latitude: float | UnsetType | None = UNSET
    longitude: float | UnsetType | None = UNSET


class UserUpdate(Struct, kw_only=True):
    """Changes of a user; fields that are not sent stay."""

    role: Role | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    external_user_id: str | UnsetType | None = UNSET
    first_name: str | UnsetType | None = UNSET
    last_name: str | UnsetType | None = UNSET
    street_and_number: str | UnsetType | None = UNSET
    street_add_info: str | UnsetType | None = UNSET
    zip_code: str | UnsetType | None = UNSET
    town: str | UnsetType | None = UNSET
    country_iso2: CountryCode | UnsetType | None = UNSET
    latitude: float | UnsetType | None = UNSET
    longitude: float | UnsetType | None = UNSET
