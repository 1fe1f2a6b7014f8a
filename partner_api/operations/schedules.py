"""Reading the schedules of devices."""

from datetime import datetime

from domain.device import DeviceKind
from domain.schedule import ScheduleEntry
from partner_api.call import Call
from partner_api.operations.base import Operations
from partner_api.paths import COLLECTIONS, device_resource_path
from partner_api.query import instant_text, with_query
from partner_api.read import Read
from partner_api.wire.schedule import to_schedule


class ScheduleOperations(Operations):
    """What steering plans."""

    def device_schedules(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        *,
        from_at: datetime,
        to_at: datetime,
        request_id: str | None = None,
    ) -> Read[tuple[ScheduleEntry, ...]]:
        """Read what is planned for a heat pump or a solar inverter, in upstream order.

        Raises:
            ValueError: The kind has no schedules, an instant has no time zone, an id is not a
                canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such device.
            UpstreamError: There is no usable answer.

        """
        path = with_query(
            device_resource_path(organization_id, user_id, kind, device_id, "schedules"),
            {"from_datetime": instant_text(from_at), "to_datetime": instant_text(to_at)},
        )
        call = Call(f"device_schedules.{COLLECTIONS[kind]}", organization_id, path, request_id)
        return self._read(call, to_schedule)
