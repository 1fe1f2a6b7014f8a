"""Reading time series of devices."""

from collections.abc import Callable, Iterable
from datetime import datetime

from domain.device import DeviceKind
from domain.time_series import DataResolution, TimeSeries
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import COLLECTIONS, device_resource_path
from partner_api.query import instant_text, with_query
from partner_api.read import Read
from partner_api.wire.time_series import (
    WireData,
    WireElectricVehicleData,
    WireHeatPumpData,
    WireInverterData,
    keywords_for,
    to_time_series,
)

_DECODE: dict[DeviceKind, Callable[[bytes], WireData]] = {
    DeviceKind.HEAT_PUMP: RowDecoder(WireHeatPumpData).row,
    DeviceKind.ELECTRIC_VEHICLE: RowDecoder(WireElectricVehicleData).row,
    DeviceKind.SOLAR_INVERTER: RowDecoder(WireInverterData).row,
}
_RESOLUTIONS = {
    DataResolution.FIFTEEN_MINUTES: "15MIN",
    DataResolution.HOUR: "1HOUR",
    DataResolution.DAY: "1DAY",
    DataResolution.WEEK: "1WEEK",
    DataResolution.MONTH: "1MONTH",
}
_FILL_MISSING = (("fill-missing", "true"),)
_NO_DATA = b'{"data": []}'


class DeviceDataOperations(Operations):
    """What devices measured, and what steered them."""

    def device_data(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        *,
        from_at: datetime,
        to_at: datetime,
        resolution: DataResolution,
        keywords: Iterable[str] = (),
        request_id: str | None = None,
    ) -> Read[TimeSeries]:
        """Read the time series of a heat pump, a vehicle or a solar inverter.

        ``keywords`` are names of fields of the points of that kind; none means all. Periods without
        data are points without values. A range of which nothing at all is known may have no points.

        Raises:
            ValueError: The kind has no such data or no such field, an instant has no time zone, an
                id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such device.
            UpstreamError: There is no usable answer.

        """
        path = device_resource_path(organization_id, user_id, kind, device_id, "data")
        query = {
            "from_datetime": instant_text(from_at),
            "to_datetime": instant_text(to_at),
            "resolution": _RESOLUTIONS[resolution],
            "keywords": keywords_for(kind, keywords),
        }
        call = Call(
            operation=f"device_data.{COLLECTIONS[kind]}",
            organization_id=organization_id,
            path=with_query(path, query),
            request_id=request_id,
            headers=_FILL_MISSING,
            body_without_data=_NO_DATA,
        )
        decode = _DECODE[kind]
        return self._read(call, lambda body: to_time_series(decode(body), resolution))
