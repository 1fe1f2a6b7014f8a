"""Steering how vehicles are charged."""

from domain.changes.charge_policy import ChargePolicyChanges
from domain.changes.charging_config import ChargingConfigChanges
from domain.charging_config import ChargingConfig
from domain.device import Device
from domain.errors import UpstreamNotFound
from domain.ids import IdKind
from permissions import Action, Resource
from resolvers.arguments import DEVICE_KIND
from resolvers.context import Context
from resolvers.mutations.form import Form
from resolvers.mutations.limits import CHARGE_POLICY, CHARGING_CONFIGURATION, check_limits
from resolvers.mutations.problem import Codes, ProblemCode, Problems, upstream_problems
from resolvers.mutations.references import (
    permitted_device,
    permitted_owner,
    present_device,
    refuse_unknown,
)

_VEHICLE = ("electric_vehicle_id",)
_BAND: Codes = {
    ("mode",): ProblemCode.NOT_AVAILABLE,
    ("surplus_export_to_start_watts",): ProblemCode.OUT_OF_RANGE,
    ("surplus_import_to_stop_watts",): ProblemCode.OUT_OF_RANGE,
}


async def start_boost(context: Context, text: str, kind: IdKind) -> Device | None:
    """Charge a vehicle or at a wallbox at once; unplugged, as soon as it is plugged in.

    Raises:
        InputRefused: There is no such device, or it cannot be charged at once now.
        Forbidden: The viewer may not.

    """
    target = permitted_device(context, text, (kind,))
    try:
        with upstream_problems():
            await context.writes.start_boost(target.owner_id, DEVICE_KIND[kind], target.own_id)
        return await present_device(context, target)
    except UpstreamNotFound:
        raise refuse_unknown(("id",)) from None


async def cancel_boost(context: Context, text: str, kind: IdKind) -> Device | None:
    """Do not charge at once next time; a wallbox also stops, a vehicle does not.

    Raises:
        InputRefused: There is no such device.
        Forbidden: The viewer may not.

    """
    target = permitted_device(context, text, (kind,))
    try:
        with upstream_problems():
            await context.writes.cancel_boost(target.owner_id, DEVICE_KIND[kind], target.own_id)
        return await present_device(context, target)
    except UpstreamNotFound:
        raise refuse_unknown(("id",)) from None


async def set_charge_policy(context: Context, text: str, form: Form[ChargePolicyChanges]) -> Device | None:
    """Set days of a vehicle's weekly policy; gives the vehicle.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    problems = Problems(form.problems)
    check_limits(form.changes, CHARGE_POLICY, problems)
    with problems.collect():
        target = permitted_device(context, text, (IdKind.ELECTRIC_VEHICLE,), path=_VEHICLE)
    problems.raise_if_any()
    try:
        with upstream_problems():
            await context.writes.set_charge_policy(target.owner_id, target.own_id, form.changes)
        return await present_device(context, target, _VEHICLE)
    except UpstreamNotFound:
        raise refuse_unknown(_VEHICLE) from None


async def set_charging_configuration(
    context: Context, owner: str, form: Form[ChargingConfigChanges]
) -> ChargingConfig | None:
    """Set what all charging devices of a user share: for all of them, or not at all.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    problems = Problems(form.problems)
    check_limits(form.changes, CHARGING_CONFIGURATION, problems)
    with problems.collect():
        owner_id = permitted_owner(context, owner, ("user_id",), Resource.DEVICES, Action.UPDATE)
    problems.raise_if_any()
    with upstream_problems(_BAND):
        try:
            return await context.writes.set_charging_config(owner_id, form.changes)
        except UpstreamNotFound:
            raise refuse_unknown(("user_id",)) from None
