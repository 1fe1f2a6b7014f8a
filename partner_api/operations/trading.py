"""Reading day-ahead prices and load curves."""

from datetime import date, datetime

from domain.device import PriceZone
from domain.trading import DayAheadPrices, LoadCurve, LoadCurveResolution
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import day_ahead_prices_path, load_curve_path, price_zone_key
from partner_api.query import day_text, instant_text, with_query
from partner_api.read import Read
from partner_api.wire.trading import WireDayAheadPrices, WireLoadCurve, to_day_ahead_prices, to_load_curve

_prices = RowDecoder(WireDayAheadPrices)
_curve = RowDecoder(WireLoadCurve)
_RESOLUTIONS = {LoadCurveResolution.FIFTEEN_MINUTES: "15MIN", LoadCurveResolution.HOUR: "1HOUR"}


class TradingOperations(Operations):
    """What a trading desk reads."""

    def day_ahead_prices(
        self,
        organization_id: str,
        *,
        from_at: datetime,
        to_at: datetime,
        price_zone: PriceZone,
        request_id: str | None = None,
    ) -> Read[DayAheadPrices]:
        """Read the prices of the day-ahead market; the upstream knows them for some zones only.

        Raises:
            ValueError: The zone is ``OTHER``, an instant has no time zone, or the organization is not
                configured.
            UpstreamError: There is no usable answer.

        """
        query = {
            "from_dt": instant_text(from_at),
            "to_dt": instant_text(to_at),
            "price_zone": price_zone_key(price_zone),
        }
        path = with_query(day_ahead_prices_path(organization_id), query)
        return self._read(
            Call("day_ahead_prices", organization_id, path, request_id),
            lambda body: to_day_ahead_prices(_prices.row(body), organization_id, price_zone),
        )

    def load_curve(
        self,
        organization_id: str,
        *,
        on: date | None = None,
        resolution: LoadCurveResolution | None = None,
        request_id: str | None = None,
    ) -> Read[LoadCurve]:
        """Read the load curve of an organization; the upstream chooses what is left open.

        Raises:
            ValueError: The day is an instant, or the organization is not configured.
            UpstreamNotFound: There is no such curve.
            UpstreamInvalidResponse: Among other things, the curve is another day's.
            UpstreamError: There is no usable answer.

        """
        query = {"date": None if on is None else day_text(on), "resolution": _text(resolution)}
        path = with_query(load_curve_path(organization_id), query)
        return self._read(
            Call("load_curve", organization_id, path, request_id),
            lambda body: to_load_curve(_curve.row(body), on),
        )

    def load_curve_of_price_zone(
        self,
        organization_id: str,
        price_zone: PriceZone,
        *,
        resolution: LoadCurveResolution | None = None,
        request_id: str | None = None,
    ) -> Read[LoadCurve]:
        """Read the load curve of the devices in one price zone, for the day that the upstream chooses.

        Raises:
            ValueError: The zone is ``OTHER``, or the organization is not configured.
            UpstreamNotFound: There is no such curve.
            UpstreamError: There is no usable answer.

        """
        path = with_query(load_curve_path(organization_id, price_zone), {"resolution": _text(resolution)})
        return self._read(
            Call("load_curve_of_price_zone", organization_id, path, request_id),
            lambda body: to_load_curve(_curve.row(body), None),
        )


def _text(resolution: LoadCurveResolution | None) -> str | None:
    return None if resolution is None else _RESOLUTIONS[resolution]
