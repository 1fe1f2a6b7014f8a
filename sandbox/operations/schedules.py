"""Schedules of heat pumps and inverters. Their shape is the sandbox's own: none is documented."""

from datetime import timedelta
from http import HTTPStatus

from sandbox.clock import to_wire
from sandbox.device_kinds import HEAT_PUMP, INVERTER, DeviceKind
from sandbox.models.errors import ErrorDetail
from sandbox.models.time_series import ScheduleSlot
from sandbox.operation import Call, Operation
from sandbox.operations.devices import bound, device_path, find_device
from sandbox.operations.time_ranges import FROM, TO, cut, moment_of
from sandbox.state.prices import spot_price


def get_schedules(kind: DeviceKind, call: Call) -> list[ScheduleSlot]:
    """The plan hour by hour, by default for the coming day; empty while steering is off."""
    record = find_device(kind, call)
    if not record.row.is_smart_optimization_active:
        return []
    first = moment_of(call, "from_datetime", call.now)
    last = moment_of(call, "to_datetime", max(first, call.now) + timedelta(days=1))
    modes = ("max", "mid", "min") if kind is HEAT_PUMP else ("charge", "idle", "discharge")
    return [
        ScheduleSlot(start=to_wire(start), end=to_wire(end), mode=_mode(spot_price(start), modes))
        for start, end in cut(first, last, "1HOUR")
    ]


def _mode(price: float, modes: tuple[str, str, str]) -> str:
    if price < 0.08:
        return modes[0]
    return modes[1] if price < 0.12 else modes[2]


OPERATIONS = tuple(
    Operation(
        "GET",
        f"{device_path(kind)}/schedules",
        kind.tag,
        f"Schedules of {kind.singular}",
        bound(get_schedules, kind),
        list[ScheduleSlot],
        parameters=(FROM, TO),
        refusals={int(HTTPStatus.BAD_REQUEST): ErrorDetail},
    )
    for kind in (HEAT_PUMP, INVERTER)
)
