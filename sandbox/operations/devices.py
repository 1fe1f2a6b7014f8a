"""List, register, read, update and delete: the same five operations for every device kind."""

from collections.abc import Callable
from functools import partial
from types import GenericAlias
from typing import Any

from msgspec.structs import replace

from sandbox.clock import to_wire
from sandbox.device_kinds import DeviceKind
from sandbox.errors import NotFound, Unprocessable
from sandbox.models.devices import Device
from sandbox.operation import NO_CONTENT, Call, Operation
from sandbox.operations.building_links import building_problems, with_building_as_read
from sandbox.operations.device_reading import live_detail, live_row, model_as_read
from sandbox.operations.users import INCLUDE_DELETED, USER
from sandbox.seeding.device_base import device_owner
from sandbox.state.nature import seed_of
from sandbox.store.device_record import DeviceRecord


def list_devices(kind: DeviceKind, call: Call) -> list[Device]:
    """The devices of a kind that are not deleted, without their actions."""
    user = call.user
    owned = call.organization.household(user.id).present(kind.segment)
    return [live_row(kind, record, user, call) for record in owned]


def create_device(kind: DeviceKind, call: Call) -> Device:
    """A new device, connected from the start: the sandbox has no manufacturer to log in at."""
    household = call.household
    now = to_wire(call.now)
    draft = kind.row(
        id="", owner=device_owner(call.user), created_at=now, updated_at=now, is_authenticated=True,
        connection_status="ok", monitoring_status="ok",
    )  # fmt: skip
    row = _changed(kind, draft, call)
    row = replace(row, id=call.organization.new_id(kind.segment))
    record = DeviceRecord(row, seed_of(row.id))
    household.devices[kind.segment][row.id] = record
    return live_row(kind, record, call.user, call)


def get_device(kind: DeviceKind, call: Call) -> Device:
    """One device with its actions."""
    record = find_device(kind, call, include_deleted=call.query["include_deleted"])
    return live_detail(kind, record, call)


def update_device(kind: DeviceKind, call: Call) -> Device:
    """Changes the sent fields. A deleted device is found only by an update of `deleted_at`."""
    record = find_device(kind, call, include_deleted="deleted_at" in call.body)
    record.row = _changed(kind, record.row, call)
    return live_row(kind, record, call.user, call)


def delete_device(kind: DeviceKind, call: Call) -> object:
    """Soft-deletes a device."""
    record = find_device(kind, call)
    now = to_wire(call.now)
    record.row = replace(record.row, deleted_at=now, updated_at=now)
    return NO_CONTENT


def find_device(kind: DeviceKind, call: Call, *, include_deleted: bool = False) -> DeviceRecord:
    """The device of the path; raises `NotFound`."""
    device_id = call.path.get(kind.id_name)
    if device_id is None:
        raise NotFound
    return call.household.device(kind.segment, device_id, include_deleted=include_deleted)


def _changed(kind: DeviceKind, row: Device, call: Call) -> Device:
    changes: dict[str, Any] = with_building_as_read(call.body)
    if "device_model" in changes:
        changes["device_model"] = model_as_read(changes["device_model"])
    after = replace(row, **changes, updated_at=to_wire(call.now))
    problems = building_problems(call.household, call.body) + kind.problems(after, call.body)
    if problems:
        raise Unprocessable(problems)
    return after


def device_path(kind: DeviceKind) -> str:
    """The path of one device of a kind."""
    return f"{USER}/{kind.segment}/{{{kind.id_name}}}"


def bound(handler: Callable[[DeviceKind, Call], object], kind: DeviceKind) -> Callable[[Call], object]:
    """A handler for one kind."""
    return partial(handler, kind)


def device_operations(kind: DeviceKind) -> tuple[Operation, ...]:
    """The five operations of a kind."""
    devices, device, tag = f"{USER}/{kind.segment}", device_path(kind), kind.tag
    row, rows = kind.row, GenericAlias(list, (kind.row,))
    one, detailed = kind.singular, (INCLUDE_DELETED,)
    return (
        Operation("GET", devices, tag, f"List the {kind.plural} of a user", bound(list_devices, kind), rows),
        Operation("POST", devices, tag, f"Register {one}", bound(create_device, kind), row, kind.create),
        Operation("GET", device, tag, f"Get {one}", bound(get_device, kind), kind.detail, None, detailed),
        Operation("PUT", device, tag, f"Update {one}", bound(update_device, kind), row, kind.update),
        Operation("DELETE", device, tag, f"Delete {one}", bound(delete_device, kind)),
    )
