"""Changes of buildings."""

from msgspec import UNSET, UnsetType

from domain.building import PropertyType
from domain.changes.base import Changes
from domain.changes.user import AddressChanges


class BuildingChanges(Changes, frozen=True, kw_only=True):
    """``name`` has at most 100 characters. The upstream takes nothing without it, not even an update."""

    name: str | UnsetType = UNSET
    address: AddressChanges | UnsetType = UNSET
    property_type: PropertyType | UnsetType | None = UNSET
    property_size_square_meters: int | UnsetType | None = UNSET
    property_age_years: int | UnsetType | None = UNSET
    occupant_count: int | UnsetType | None = UNSET
    occupant_type: str | UnsetType | None = UNSET
    space_heating: str | UnsetType | None = UNSET
    water_heating: str | UnsetType | None = UNSET
    has_photovoltaics: bool | UnsetType | None = UNSET
