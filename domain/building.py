"""A home: what groups the devices of one user."""

from enum import Enum

from domain.record import Record
from domain.user import PostalAddress


class PropertyType(Enum):
    """What kind of property a building is."""

    DETACHED = "DETACHED"
    SEMI_DETACHED = "SEMI_DETACHED"
    BUNGALOW = "BUNGALOW"
    TERRACED = "TERRACED"
    END_TERRACE = "END_TERRACE"
    FLAT = "FLAT"
    OTHER = "OTHER"


class Building(Record, frozen=True, kw_only=True):
    """A building of one user. The upstream row names no owner; the call that listed it does."""

    id: str
    building_id: str
    owner_id: str
    name: str
    address: PostalAddress
    property_type: PropertyType | None = None
    property_size_square_meters: int | None = None
    property_age_years: int | None = None
    occupant_count: int | None = None
    occupant_type: str | None = None
    space_heating: str | None = None
    water_heating: str | None = None
    has_photovoltaics: bool | None = None
