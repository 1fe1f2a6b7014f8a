"""Registering, setting and removing devices."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from domain.changes.base import set_fields
from domain.changes.device import DeviceChanges
from domain.changes.electric_vehicle import ElectricVehicleChanges
from domain.changes.heat_pump import HeatPumpChanges
from domain.changes.solar_inverter import SolarInverterChanges
from domain.changes.wallbox import WallboxChanges
from domain.device import Device, DeviceKind
from domain.errors import UpstreamNotFound
from domain.ids import IdKind
from permissions import Action, Resource
from resolvers.arguments import DEVICE_KIND
from resolvers.context import Context
from resolvers.mutations import limits
from resolvers.mutations.form import Form
from resolvers.mutations.problem import Codes, InputRefused, ProblemCode, Problems, upstream_problems
from resolvers.mutations.references import (
    owner_named,
    permitted_device,
    permitted_owner,
    present_device,
    refuse_unknown,
    with_own_building,
)

_BUILDING: Codes = {("building_id",): ProblemCode.NOT_FOUND}


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is checked of one kind of device.

    ``related`` are the fields of rules between fields, each group by itself; ``check`` judges the
    values that a device would have.
    """

    limits: limits.Limits
    related: tuple[frozenset[str], ...] = ()
    check: Callable[[Mapping[str, Any], Mapping[str, Any], Problems], None] = lambda *_: None


def _ordered(
    sent: Mapping[str, Any], values: Mapping[str, Any], problems: Problems, low: str, high: str, message: str
) -> None:
    if low in sent or high in sent:
        blamed = low if low in sent else high
        limits.check_order(values.get(low), values.get(high), (blamed,), problems, message)


_INDOOR = ("minimum_indoor_temperature_celsius", "maximum_indoor_temperature_celsius")
_AWAY = ("away_mode_starts_at", "away_mode_ends_at")
_LEVELS = ("minimum_battery_level_percent", "maximum_battery_level_percent")
_BATTERY = ("has_battery", "battery_capacity_kilowatt_hours")
_TARGETS = ("charge_target_minimum_percent", "charge_target_maximum_percent")
_ABOVE = "The minimum must not be above the maximum."


def _check_heat_pump(sent: Mapping[str, Any], values: Mapping[str, Any], problems: Problems) -> None:
    _ordered(sent, values, problems, *_INDOOR, _ABOVE)
    _ordered(sent, values, problems, *_AWAY, "The away mode must not end before it starts.")


def _check_solar_inverter(sent: Mapping[str, Any], values: Mapping[str, Any], problems: Problems) -> None:
    _ordered(sent, values, problems, *_LEVELS, _ABOVE)
    battery, capacity = _BATTERY
    if not sent.keys().isdisjoint(_BATTERY) and values.get(battery) and values.get(capacity) is None:
        problems.add((capacity,), ProblemCode.REQUIRED, "A battery needs a capacity.")


def _check_wallbox(sent: Mapping[str, Any], values: Mapping[str, Any], problems: Problems) -> None:
    _ordered(sent, values, problems, *_TARGETS, _ABOVE)


_RULES: Mapping[type[DeviceChanges], _Rules] = {
    HeatPumpChanges: _Rules(limits.HEAT_PUMP, (frozenset(_INDOOR), frozenset(_AWAY)), _check_heat_pump),
    ElectricVehicleChanges: _Rules(limits.ELECTRIC_VEHICLE),
    SolarInverterChanges: _Rules(
        limits.SOLAR_INVERTER, (frozenset(_LEVELS), frozenset(_BATTERY)), _check_solar_inverter
    ),
    WallboxChanges: _Rules(limits.WALLBOX, (frozenset(_TARGETS),), _check_wallbox),
}
_NEW: Mapping[type[DeviceChanges], Mapping[str, Any]] = {
    # What the upstream gives a new wallbox that says nothing about it.
    WallboxChanges: {_TARGETS[0]: 50, _TARGETS[1]: 80},
}


async def create_device(context: Context, owner: str, kind: DeviceKind, form: Form[Any]) -> Device | None:
    """Register a device of a user.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    changes: DeviceChanges = form.changes
    rules = _RULES[type(changes)]
    problems = Problems(form.problems)
    limits.check_limits(changes, rules.limits, problems)
    sent = set_fields(changes)
    rules.check(sent, {**_NEW.get(type(changes), {}), **sent}, problems)
    try:
        with problems.collect():
            owner_id = permitted_owner(context, owner, ("owner_id",), Resource.DEVICES, Action.CREATE)
            changes = await with_own_building(context, changes, owner_named(context, owner, ("owner_id",)))
        problems.raise_if_any()
        with upstream_problems(_BUILDING):
            return await context.writes.create_device(owner_id, kind, changes)
    except UpstreamNotFound:
        raise refuse_unknown(("owner_id",)) from None


async def update_device(
    context: Context, text: str, kinds: Collection[IdKind], form: Form[Any]
) -> Device | None:
    """Change a device.

    Where a rule is about a field that is not given, the device's present value counts.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    changes: DeviceChanges = form.changes
    rules = _RULES[type(changes)]
    problems = Problems(form.problems)
    limits.check_limits(changes, rules.limits, problems)
    sent = set_fields(changes)
    try:
        with problems.collect():
            target = permitted_device(context, text, kinds)
            values: Mapping[str, Any] = sent
            if any(group & sent.keys() and not group <= sent.keys() for group in rules.related):
                present = msgspec.structs.asdict(await present_device(context, target))
                values = {**present, **sent}
            rules.check(sent, values, problems)
            changes = await with_own_building(context, changes, target.visible_owner_id)
        problems.raise_if_any()
        with upstream_problems(_BUILDING):
            kind = DEVICE_KIND[target.kind]
            return await context.writes.update_device(target.owner_id, kind, target.own_id, changes)
    except UpstreamNotFound:
        raise refuse_unknown(("id",)) from None


_CHANGES: Mapping[IdKind, type[DeviceChanges]] = {
    IdKind.HEAT_PUMP: HeatPumpChanges,
    IdKind.ELECTRIC_VEHICLE: ElectricVehicleChanges,
    IdKind.SOLAR_INVERTER: SolarInverterChanges,
    IdKind.WALLBOX: WallboxChanges,
}


async def set_optimization(context: Context, text: str, *, is_active: bool) -> Device | None:
    """Pause or resume the optimization of a device of any known kind.

    Raises:
        InputRefused: There is no such device.
        Forbidden: The viewer may not.

    """
    target = permitted_device(context, text)
    changes = _CHANGES[target.kind](is_smart_optimization_active=is_active)
    return await update_device(context, text, (target.kind,), Form(changes))


async def move_device(context: Context, text: str, building: str | None) -> Device | None:
    """Move a device to a building of its owner, or out of all of them.

    Raises:
        InputRefused: There is no such device or building.
        Forbidden: The viewer may not.

    """
    target = permitted_device(context, text)
    changes = _CHANGES[target.kind](building_id=building)
    return await update_device(context, text, (target.kind,), Form(changes))


async def delete_device(context: Context, text: str) -> str:
    """Remove a device; gives its id.

    Raises:
        InputRefused: There is no such device.
        Forbidden: The viewer may not.

    """
    target = permitted_device(context, text, action=Action.DELETE)
    kind = DEVICE_KIND[target.kind]
    try:
        # An upstream that marks what is gone would take it for a change of a deleted device.
        try:
            await present_device(context, target)
        except InputRefused:
            if await context.writes.was_tried():
                return text  # by the first attempt
            raise
        with upstream_problems():
            await context.writes.delete_device(target.owner_id, kind, target.own_id)
    except UpstreamNotFound:
        raise refuse_unknown(("id",)) from None
    return text
