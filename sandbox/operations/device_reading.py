"""Turning a stored device into what the API answers."""

from typing import Any

from msgspec import convert
from msgspec.structs import replace

from sandbox.clock import step_start
from sandbox.device_kinds import DeviceKind
from sandbox.models.devices import Device, DeviceModel, ReauthenticateAction, ResolutionLink
from sandbox.models.users import User
from sandbox.operation import Call
from sandbox.seeding.device_base import device_owner
from sandbox.store.device_record import DeviceRecord


def live_row(kind: DeviceKind, record: DeviceRecord, user: User, call: Call) -> Device:
    """The device as it is now, under its owner's present name.

    Within one step nothing changes unless a boost runs, so the last reading is given again.
    """
    step, shown = step_start(call.now), record.shown
    if shown is not None and record.is_steady:
        row, owner, at, device = shown
        if row is record.row and owner is user and at == step:
            return device
    device = replace(record.row, owner=device_owner(user), **kind.readings(record, call.now))
    if record.is_steady:
        record.shown = (record.row, user, step, device)
    return device


def live_detail(kind: DeviceKind, record: DeviceRecord, call: Call) -> Device:
    """The device as it is now, with its pending actions."""
    row = live_row(kind, record, call.user, call)
    fields: dict[str, Any] = {name: getattr(row, name) for name in row.__struct_fields__}
    fields["actions"] = _actions(record, call)
    return kind.detail(**fields)


def _actions(record: DeviceRecord, call: Call) -> list[ReauthenticateAction]:
    if not record.row.action_needed or record.is_deleted:
        return []
    cue, secret = call.world.cues.show(call.organization.id, record, call.now)
    link = ResolutionLink(
        url=f"https://connect.example/cues/{cue.id}?cue_id={cue.id}&secret={secret}",
        required_parameters=["successUrl", "cancelUrl"],
    )
    return [ReauthenticateAction(code="reauthenticate", resolution_link=link)]


def model_as_read(written: dict[str, Any] | None) -> DeviceModel | None:
    """Make and model under the names they are read by."""
    if written is None:
        return None
    model = dict(written)
    if "cloud_service_id" in model:
        model["cloud_service"] = model.pop("cloud_service_id")
    return convert(model, DeviceModel)
