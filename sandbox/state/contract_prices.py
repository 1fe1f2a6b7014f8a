"""The prices of a contract that follows the market."""

from datetime import datetime, timedelta
from functools import lru_cache

from sandbox.clock import to_wire
from sandbox.models.contracts import Price
from sandbox.models.enums import EnergyContractType
from sandbox.state.prices import spot_price


@lru_cache(maxsize=4096)
def market_prices(kind: EnergyContractType | None, offset: float, today: datetime) -> list[Price]:
    """The 24 hourly prices of a day, or the one price of its month; EUR per kWh. Not to be changed."""
    if kind == "spot_hourly":
        hours = [today + timedelta(hours=hour) for hour in range(24)]
        return [Price(price=round(spot_price(hour) + offset, 5), timestamp=to_wire(hour)) for hour in hours]
    month = today.replace(day=1)
    return [Price(price=round(spot_price(month) + offset + 0.1, 4), timestamp=to_wire(month))]
