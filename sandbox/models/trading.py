"""Day-ahead trading: prices in EUR per MWh, energy in Wh per interval."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from sandbox.models.enums import PriceZone, TradingPriceState
from sandbox.models.formats import Day, Timestamp, Uuid


class TradingPricePoint(Struct, kw_only=True):
    """The price of one quarter hour."""

    timestamp: Timestamp
    price: float


class TradingPricesWriteMetadata(Struct, kw_only=True):
    """The zone the prices are for."""

    price_zone: PriceZone
    timezone_override: str | UnsetType | None = UNSET


class TradingPricesWrite(Struct, kw_only=True):
    """Prices of quarter hours in the future."""

    metadata: TradingPricesWriteMetadata
    data: list[TradingPricePoint]


class TradingPricesResult(Struct, kw_only=True):
    """What became of written prices."""

    state: TradingPriceState
    next_load_curve_calculation: Timestamp
    error: str | None


class TradingPricesQuery(Struct, kw_only=True):
    """What was asked."""

    org_id: str
    from_dt: Timestamp
    to_dt: Timestamp
    price_zone: str


class TradingPricesMetadata(Struct, kw_only=True):
    """The question, and an error if there was one."""

    query: TradingPricesQuery
    error: Any


class TradingPrices(Struct, kw_only=True):
    """Prices as read."""

    metadata: TradingPricesMetadata
    data: list[TradingPricePoint]


class LoadPoint(Struct, kw_only=True):
    """Energy of one interval."""

    timestamp: Timestamp
    energy_wh: int


class LoadCurves(Struct, kw_only=True):
    """The curve with steering and the one without."""

    optimized: list[LoadPoint]
    unoptimized: list[LoadPoint]


class LoadCurve(Struct, kw_only=True):
    """The expected load of one day; to be confirmed before `expiration`."""

    trade_id: Uuid
    date: Day
    expiration: Timestamp
    curves: LoadCurves


class LoadCurveConfirmation(Struct, kw_only=True):
    """Whether the desk trades a load curve."""

    trade_id: Uuid
    accepted: bool
