"""Reading what devices used and saved."""

from collections.abc import Iterable
from datetime import datetime

from domain.device import DeviceKind
from domain.statistics import (
    OrganizationSavings,
    StatisticsKeyword,
    StatisticsPeriod,
    StatisticsResolution,
)
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import COLLECTIONS, device_resource_path, organization_savings_path
from partner_api.query import instant_text, with_query
from partner_api.read import Read
from partner_api.wire.statistics import (
    WireOrganizationSavings,
    WireStatistics,
    keywords_text,
    resolution_text,
    resolutions_text,
    to_organization_savings,
    to_statistics,
)

_statistics = RowDecoder(WireStatistics)
_organization_savings = RowDecoder(WireOrganizationSavings)


class StatisticsOperations(Operations):
    """Figures of whole periods."""

    def statistics(
        self,
        organization_id: str,
        user_id: str,
        heat_pump_id: str,
        *,
        resolutions: Iterable[StatisticsResolution] = (),
        keywords: Iterable[StatisticsKeyword] = (),
        request_id: str | None = None,
    ) -> Read[tuple[StatisticsPeriod, ...]]:
        """Read the figures of a heat pump, by default those of a day, with all figures.

        Raises:
            ValueError: A resolution has no name upstream, an id is not a canonical UUID, or the
                organization is not configured.
            UpstreamNotFound: There is no such heat pump.
            UpstreamError: There is no usable answer.

        """
        kind = DeviceKind.HEAT_PUMP
        path = with_query(
            device_resource_path(organization_id, user_id, kind, heat_pump_id, "statistics"),
            {"resolution": resolutions_text(resolutions), "keywords": keywords_text(keywords)},
        )
        return self._read(
            Call("statistics", organization_id, path, request_id),
            lambda body: to_statistics(_statistics.row(body)),
        )

    def savings(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        *,
        from_at: datetime,
        to_at: datetime,
        resolution: StatisticsResolution,
        request_id: str | None = None,
    ) -> Read[tuple[StatisticsPeriod, ...]]:
        """Read what a heat pump, a vehicle or a solar inverter used and saved.

        Raises:
            ValueError: The kind has no savings, the resolution has no name upstream, an instant has
                no time zone, an id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such device.
            UpstreamError: There is no usable answer.

        """
        path = device_resource_path(organization_id, user_id, kind, device_id, "savings")
        query = {
            "from": instant_text(from_at),
            "to": instant_text(to_at),
            "resolution": resolution_text(resolution),
        }
        call = Call(f"savings.{COLLECTIONS[kind]}", organization_id, with_query(path, query), request_id)
        return self._read(call, lambda body: to_statistics(_statistics.row(body)))

    def organization_savings(
        self, organization_id: str, *, from_at: datetime, to_at: datetime, request_id: str | None = None
    ) -> Read[OrganizationSavings]:
        """Read what all devices of an organization saved together.

        Raises:
            ValueError: An instant has no time zone, or the organization is not configured.
            UpstreamError: There is no usable answer.

        """
        path = with_query(
            organization_savings_path(organization_id),
            {"start_datetime": instant_text(from_at), "end_datetime": instant_text(to_at)},
        )
        return self._read(
            Call("organization_savings", organization_id, path, request_id),
            lambda body: to_organization_savings(_organization_savings.row(body)),
        )
