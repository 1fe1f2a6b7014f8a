"""Prices written by an organization."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime

REMEMBERED_PRICES = 50_000


class TradingBook:
    """Written prices in EUR per MWh by organization, zone and quarter hour; the oldest are forgotten."""

    def __init__(self) -> None:
        self._prices: OrderedDict[tuple[str, str, datetime], float] = OrderedDict()

    def price(self, organization_id: str, zone: str, moment: datetime) -> float | None:
        """The written price of a quarter hour."""
        return self._prices.get((organization_id, zone, moment))

    def write(self, organization_id: str, zone: str, points: Iterable[tuple[datetime, float]]) -> None:
        """Writes prices over earlier ones."""
        for moment, price in points:
            self._prices[organization_id, zone, moment] = price
        while len(self._prices) > REMEMBERED_PRICES:
            self._prices.popitem(last=False)
