"""What steering plans for devices."""

from collections.abc import Sequence
from datetime import datetime

from domain.device import Device
from domain.schedule import ScheduleEntry
from resolvers.context import Context
from resolvers.time_range import check_days

MOST_DAYS = 7


async def device_schedule(
    context: Context, device: Device, from_at: datetime, to_at: datetime
) -> Sequence[ScheduleEntry]:
    """What is planned for a device in a range.

    Raises:
        BadUserInput: The range is empty, or longer than a week.

    """
    check_days(from_at, to_at, MOST_DAYS)
    owner_id = context.access.require_user(device.owner_id)
    key = (device.kind, owner_id, device.device_id, from_at, to_at)
    return await context.loaders.details.schedule_by_device.load(key)
