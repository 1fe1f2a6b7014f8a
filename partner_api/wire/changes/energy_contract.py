"""Writing energy contracts."""

from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.values import at, by_lower_name, exact

_PRICE: Table = {
    "price_per_kilowatt_hour": Field("price", exact),
    "starts_at": Field("timestamp", at),
}

ENERGY_CONTRACT: Table = {
    "building_id": Field("building_id"),  # read as "building"
    "type": Field("energy_contract_type", by_lower_name),
    "prices": Field("energy_prices", within=_PRICE),
    "currency": Field("currency_energy_price"),
    "meter_id": Field("meter_id"),
    "supplier": Field("supplier"),
    "includes_external_components": Field("energy_price_includes_external_components"),
}
