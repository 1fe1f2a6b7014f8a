"""What devices measured."""

from datetime import datetime, timedelta

from domain.device import Device
from domain.time_series import DataPoint, DataResolution
from resolvers.context import Context
from resolvers.cursor import Order
from resolvers.in_time import TimeOrder, page_in_time
from resolvers.pagination import Page, PageRequest
from resolvers.time_range import check_periods

_ORDER: TimeOrder = Order("data", tuple[float, int])
_LENGTH = {
    DataResolution.FIFTEEN_MINUTES: timedelta(minutes=15),
    DataResolution.HOUR: timedelta(hours=1),
    DataResolution.DAY: timedelta(days=1),
    DataResolution.WEEK: timedelta(weeks=1),
    DataResolution.MONTH: timedelta(days=28),  # the shortest there is
}


async def device_data_page(
    context: Context,
    device: Device,
    from_at: datetime,
    to_at: datetime,
    resolution: DataResolution,
    request: PageRequest,
) -> Page[DataPoint]:
    """A page of the points of a device in a range, which is asked for once, however many pages.

    Raises:
        BadUserInput: The range is empty or too long, or a cursor is not one of such points.

    """
    check_periods(from_at, to_at, _LENGTH[resolution])
    _ORDER.check(request.after, request.before)
    owner_id = context.access.require_user(device.owner_id)
    key = (device.kind, owner_id, device.device_id, from_at, to_at, resolution)
    series = await context.loaders.details.data_by_device.load(key)
    return page_in_time(series.points, request, _ORDER)
