"""Buildings on the wire."""

from domain.building import Building, PropertyType
from domain.ids import IdKind, encode_id
from partner_api import surprises
from partner_api.wire.address import WireAddress, to_address
from partner_api.wire.row import Int32, identity
from partner_api.wire.values import choice

_PROPERTY_TYPES = {
    "Detached": PropertyType.DETACHED,
    "Semi-detached": PropertyType.SEMI_DETACHED,
    "Bungalow": PropertyType.BUNGALOW,
    "Terraced": PropertyType.TERRACED,
    "End-terrace": PropertyType.END_TERRACE,
    "Flat": PropertyType.FLAT,
}
_PROPERTY_TYPES |= {name.lower().replace("-", "_"): value for name, value in _PROPERTY_TYPES.items()}


class WireBuilding(WireAddress, frozen=True, kw_only=True, gc=False):
    """A home. The row names no owner."""

    id: str | None = None
    name: str | None = None
    property_type: str | None = None
    property_size_m2: Int32 | None = None
    property_age: Int32 | None = None
    num_occupants: Int32 | None = None
    occupant_type: str | None = None
    space_heating: str | None = None
    water_heating: str | None = None
    photovoltaic: bool | None = None


def to_building(row: WireBuilding, organization_id: str, user_id: str) -> Building:
    """Make the record of a building that was listed for that user.

    Raises:
        UpstreamInvalidResponse: The id is missing.

    """
    building_id = identity(row.id, "the id of a building")
    if row.name is None:
        surprises.unusable("building.name", "missing")
    return Building(
        id=encode_id(IdKind.BUILDING, organization_id, user_id, building_id),
        building_id=building_id,
        owner_id=user_id,
        name=row.name or "",
        address=to_address(row),
        property_type=choice(
            row.property_type or None, _PROPERTY_TYPES, PropertyType.OTHER, "building.property_type"
        ),
        property_size_square_meters=row.property_size_m2,
        property_age_years=row.property_age,
        occupant_count=row.num_occupants,
        occupant_type=row.occupant_type,
        space_heating=row.space_heating,
        water_heating=row.water_heating,
        has_photovoltaics=row.photovoltaic,
    )
