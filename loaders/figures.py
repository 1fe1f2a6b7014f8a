"""Reading figures: what devices measured, used, saved and plan, and what a trading desk needs."""

from datetime import UTC, date, datetime

from cache import Kind, Soon
from domain.device import DeviceKind, PriceZone
from domain.schedule import ScheduleEntry
from domain.statistics import (
    OrganizationSavings,
    StatisticsKeyword,
    StatisticsPeriod,
    StatisticsResolution,
)
from domain.time_series import DataResolution, TimeSeries
from domain.trading import DayAheadPrices, LoadCurve, LoadCurveResolution
from domain.visibility import VisibleOrganizationId, VisibleUserId
from loaders.asking import Asking
from partner_api import PartnerApi, Read

_NEVER = datetime.max.replace(tzinfo=UTC)
_RESOLUTIONS = tuple(StatisticsResolution)


class Figures(Asking):
    """Figures of devices, and of the organization as a whole."""

    __slots__ = ()

    def savings(
        self,
        kind: DeviceKind,
        user_id: VisibleUserId,
        device_id: str,
        from_at: datetime,
        to_at: datetime,
        resolution: StatisticsResolution,
    ) -> Soon[tuple[StatisticsPeriod, ...]]:
        """What a device saved, period by period."""
        return self._ask(
            Kind.SAVINGS,
            user_id,
            (kind, device_id, from_at, to_at, resolution),
            lambda api: api.savings(
                self._organization_id,
                user_id,
                kind,
                device_id,
                from_at=from_at,
                to_at=to_at,
                resolution=resolution,
                request_id=self._request_id,
            ),
        )

    def organization_savings(
        self, organization_id: VisibleOrganizationId, from_at: datetime, to_at: datetime
    ) -> Soon[OrganizationSavings]:
        """What all devices of the organization saved together."""
        return self._ask(
            Kind.ORGANIZATION_SAVINGS,
            None,
            (from_at, to_at),
            lambda api: api.organization_savings(
                organization_id, from_at=from_at, to_at=to_at, request_id=self._request_id
            ),
        )

    def statistics(
        self,
        user_id: VisibleUserId,
        heat_pump_id: str,
        resolutions: tuple[StatisticsResolution, ...],
        keywords: tuple[StatisticsKeyword, ...],
    ) -> Soon[tuple[StatisticsPeriod, ...]]:
        """What a heat pump used and saved in the last periods that are over, the shortest first."""

        def arrange(periods: tuple[StatisticsPeriod, ...]) -> tuple[StatisticsPeriod, ...]:
            return tuple(
                sorted(periods, key=lambda each: (_RESOLUTIONS.index(each.resolution), each.starts_at))
            )

        return self._ask(
            Kind.STATISTICS,
            user_id,
            (heat_pump_id, resolutions, keywords),
            lambda api: api.statistics(
                self._organization_id,
                user_id,
                heat_pump_id,
                resolutions=resolutions,
                keywords=keywords,
                request_id=self._request_id,
            ).arranged(arrange),
        )

    def device_data(
        self,
        kind: DeviceKind,
        user_id: VisibleUserId,
        device_id: str,
        from_at: datetime,
        to_at: datetime,
        resolution: DataResolution,
    ) -> Soon[TimeSeries]:
        """The time series of a device: all fields, so that whoever wants some can share the call."""
        return self._ask(
            Kind.TIME_SERIES,
            user_id,
            (kind, device_id, from_at, to_at, resolution),
            lambda api: api.device_data(
                self._organization_id,
                user_id,
                kind,
                device_id,
                from_at=from_at,
                to_at=to_at,
                resolution=resolution,
                request_id=self._request_id,
            ),
        )

    def schedule(
        self, kind: DeviceKind, user_id: VisibleUserId, device_id: str, from_at: datetime, to_at: datetime
    ) -> Soon[tuple[ScheduleEntry, ...]]:
        """What is planned for a device, in the order of time; what has no beginning comes last."""

        def arrange(entries: tuple[ScheduleEntry, ...]) -> tuple[ScheduleEntry, ...]:
            return tuple(sorted(entries, key=lambda entry: entry.starts_at or _NEVER))

        return self._ask(
            Kind.SCHEDULES,
            user_id,
            (kind, device_id, from_at, to_at),
            lambda api: api.device_schedules(
                self._organization_id,
                user_id,
                kind,
                device_id,
                from_at=from_at,
                to_at=to_at,
                request_id=self._request_id,
            ).arranged(arrange),
        )

    def day_ahead_prices(
        self,
        organization_id: VisibleOrganizationId,
        price_zone: PriceZone,
        from_at: datetime,
        to_at: datetime,
    ) -> Soon[DayAheadPrices]:
        """The prices of the day-ahead market in one zone."""
        return self._ask(
            Kind.DAY_AHEAD_PRICES,
            None,
            (price_zone, from_at, to_at),
            lambda api: api.day_ahead_prices(
                organization_id,
                from_at=from_at,
                to_at=to_at,
                price_zone=price_zone,
                request_id=self._request_id,
            ),
        )

    def load_curve(
        self,
        organization_id: VisibleOrganizationId,
        price_zone: PriceZone | None,
        delivery_on: date | None,
        resolution: LoadCurveResolution | None,
    ) -> Soon[LoadCurve]:
        """The load curve of the organization on a day, or else of one price zone of it."""

        def ask(api: PartnerApi) -> Read[LoadCurve]:
            if price_zone is None:
                return api.load_curve(
                    organization_id, on=delivery_on, resolution=resolution, request_id=self._request_id
                )
            return api.load_curve_of_price_zone(
                organization_id, price_zone, resolution=resolution, request_id=self._request_id
            )

        return self._ask(Kind.LOAD_CURVE, None, (price_zone, delivery_on, resolution), ask)
