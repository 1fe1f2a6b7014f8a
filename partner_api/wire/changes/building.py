"""Writing buildings."""

from domain.building import PropertyType
from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.user import STREET_AND_TOWN
from partner_api.wire.changes.values import one_of

_PROPERTY_TYPES = {
    PropertyType.DETACHED: "Detached",
    PropertyType.SEMI_DETACHED: "Semi-detached",
    PropertyType.BUNGALOW: "Bungalow",
    PropertyType.TERRACED: "Terraced",
    PropertyType.END_TERRACE: "End-terrace",
    PropertyType.FLAT: "Flat",
}

BUILDING: Table = {
    "name": Field("name"),
    "address": Field("", within={**STREET_AND_TOWN, "country": Field("country")}),
    "property_type": Field("property_type", one_of(_PROPERTY_TYPES)),
    "property_size_square_meters": Field("property_size_m2"),
    "property_age_years": Field("property_age"),
    "occupant_count": Field("num_occupants"),
    "occupant_type": Field("occupant_type"),
    "space_heating": Field("space_heating"),
    "water_heating": Field("water_heating"),
    "has_photovoltaics": Field("photovoltaic"),
}
