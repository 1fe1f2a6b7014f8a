"""The prices of a contract that follows the market."""

from datetime import datetime, timedelta

from sandbox.clock import day_start, to_wire
from sandbox.models.contracts import Price
from sandbox.models.enums import EnergyContractType
from sandbox.state.prices import spot_price


def market_prices(kind: EnergyContractType | None, offset: float, now: datetime) -> list[Price]:
    """The 24 hourly prices of today, or the one price of this month; EUR per kWh."""
    today = day_start(now)
    if kind == "spot_hourly":
        hours = [today + timedelta(hours=hour) for hour in range(24)]
        return [Price(price=round(spot_price(hour) + offset, 5), timestamp=to_wire(hour)) for hour in hours]
    month = today.replace(day=1)
    return [Price(price=round(spot_price(month) + offset + 0.1, 4), timestamp=to_wire(month))]
