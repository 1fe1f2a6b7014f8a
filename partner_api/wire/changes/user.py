"""Writing users."""

from domain.roles import Role
from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.values import one_of

STREET_AND_TOWN: Table = {
    "street_and_number": Field("street_and_number"),
    "street_additional_info": Field("street_add_info"),
    "postal_code": Field("zip_code"),
    "town": Field("town"),
}

_ADDRESS: Table = {**STREET_AND_TOWN, "country": Field("country_iso2")}  # read as "country"

_LOCATION: Table = {
    "latitude_degrees": Field("latitude"),
    "longitude_degrees": Field("longitude"),
}

USER: Table = {
    "role": Field("role", one_of({Role.ADMINISTRATOR: "admin", Role.STAFF: "staff", Role.USER: "user"})),
    "email": Field("email"),
    "external_id": Field("external_user_id"),
    "first_name": Field("first_name"),
    "last_name": Field("last_name"),
    "address": Field("", within=_ADDRESS),
    "location": Field("", within=_LOCATION),
}
