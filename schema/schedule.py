"""What steering plans."""

from datetime import datetime

from strawberry import Parent

from domain import device as device_records
from domain import schedule as records
from resolvers import schedule as resolvers
from resolvers.context import Info
from schema.declaring import attribute, describes
from schema.time_range import From, ToWithinWeek

BETA = "The Partner API calls this beta and documents no form of it, so that it may change."


@describes(records.ScheduleEntry, f"A period and what steering plans for it. {BETA}")
class ScheduleEntry:
    """An entry."""

    starts_at: datetime | None = attribute("When the period begins; null if it is not said.")
    ends_at: datetime | None = attribute(
        "When the period ends; null if it is not said: then with the next one's beginning."
    )
    mode: str | None = attribute(
        "What the device is to do, in the Partner API's own word; null if it is not said."
    )


async def device_schedule(
    device: Parent[device_records.Device], info: Info, from_: From, to: ToWithinWeek
) -> list[records.ScheduleEntry]:
    """The field ``schedule`` of a device."""
    return list(await resolvers.device_schedule(info.context, device, from_, to))
