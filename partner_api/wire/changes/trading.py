"""Writing day-ahead prices."""

from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.values import at, by_name, exact

_PRICE: Table = {
    "starts_at": Field("timestamp", at),
    "price_per_megawatt_hour": Field("price", exact),
}

DAY_AHEAD_UPLOAD: Table = {
    "price_zone": Field("metadata.price_zone", by_name),
    "timezone_override": Field("metadata.timezone_override"),
    "prices": Field("data", within=_PRICE),
}
