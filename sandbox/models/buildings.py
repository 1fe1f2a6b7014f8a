"""Buildings of a user."""

from msgspec import UNSET, Struct, UnsetType

from sandbox.models.enums import PropertyType
from sandbox.models.formats import Text20, Text50, Text100, Uuid


class Building(Struct, kw_only=True):
    """A place that groups devices of one user. The owner is named by the path alone."""

    id: Uuid
    name: Text100
    property_type: Text50 | None = None
    property_size_m2: int | None = None
    property_age: int | None = None
    num_occupants: int | None = None
    occupant_type: Text50 | None = None
    space_heating: Text50 | None = None
    water_heating: Text50 | None = None
    photovoltaic: bool | None = False
    street_and_number: Text100 | None = None
    street_add_info: Text100 | None = None
    zip_code: Text20 | None = None
    town: Text100 | None = None
    country: str | None = None


class BuildingCreate(Struct, kw_only=True):
    """A new building."""

    name: Text100
    property_type: PropertyType | UnsetType | None = UNSET
    occupant_type: Text50 | UnsetType | None = UNSET
    space_heating: Text50 | UnsetType | None = UNSET
    water_heating: Text50 | UnsetType | None = UNSET
    property_size_m2: int | UnsetType | None = UNSET
    property_age: int | UnsetType | None = UNSET
    num_occupants: int | UnsetType | None = UNSET
    photovoltaic: bool | UnsetType | None = UNSET
    street_and_number: Text100 | UnsetType | None = UNSET
    street_add_info: Text100 | UnsetType | None = UNSET
    zip_code: Text20 | UnsetType | None = UNSET
    town: Text100 | UnsetType | None = UNSET
    country: str | UnsetType | None = UNSET


class BuildingUpdate(BuildingCreate, kw_only=True):
    """Changes of a building; fields that are not sent stay, but the name must always be sent."""
