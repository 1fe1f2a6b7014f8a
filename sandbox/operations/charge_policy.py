"""The weekly charge policy of a vehicle."""

from typing import Any

from msgspec import convert
from msgspec.structs import replace

from sandbox.clock import to_wire
from sandbox.device_kinds import VEHICLE
from sandbox.models.charging import (
    ChargePolicyOutput,
    ChargePolicyOutputMetadata,
    ChargeWeeklyPolicySchema,
)
from sandbox.models.vehicles import ElectricVehicle
from sandbox.operation import Call, Operation
from sandbox.operations.devices import device_path, find_device

TAG = "Electric Vehicle Charge Policies"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def get_policy(call: Call) -> ChargePolicyOutput:
    """The policy; days without one are null."""
    record = find_device(VEHICLE, call)
    stored = record.weekly_policy if record.weekly_policy is not None else _initial(record.row)
    return ChargePolicyOutput(
        metadata=ChargePolicyOutputMetadata(
            electric_vehicle_id=record.row.id, user_id=call.user.id, error=None
        ),
        data=convert(stored, ChargeWeeklyPolicySchema),
    )


def put_policy(call: Call) -> ChargePolicyOutput:
    """Changes the sent days; null removes a day's policy."""
    record = find_device(VEHICLE, call)
    stored = record.weekly_policy if record.weekly_policy is not None else _initial(record.row)
    sent = {day: _whole_day(value) if day in WEEKDAYS else value for day, value in call.body.items()}
    record.weekly_policy = {**stored, **sent}
    now = to_wire(call.now)
    if isinstance(record.row, ElectricVehicle):
        record.row = replace(record.row, charge_policy_last_updated_at=now, updated_at=now)
    return get_policy(call)


def _whole_day(sent: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if sent is None else {"charge_percentage": None, "charge_deadline": None, **sent}


def _initial(row: object) -> dict[str, Any]:
    """Until one is written: working days follow the vehicle's own deadline, if it has one."""
    policy: dict[str, Any] = dict.fromkeys(WEEKDAYS)
    if isinstance(row, ElectricVehicle) and row.is_charge_policy_enabled:
        day = {"charge_percentage": row.charge_target_max or 80, "charge_deadline": row.charge_deadline_at}
        policy |= dict.fromkeys(WEEKDAYS[:5], day)
    return {**policy, "timezone": "Europe/Vienna"}


POLICY = f"{device_path(VEHICLE)}/charge-policy"

OPERATIONS = (
    Operation("GET", POLICY, TAG, "Get the weekly charge policy", get_policy, ChargePolicyOutput),
    Operation(
        "PUT",
        POLICY,
        TAG,
        "Set the weekly charge policy",
        put_policy,
        ChargePolicyOutput,
        ChargeWeeklyPolicySchema,
    ),
)
