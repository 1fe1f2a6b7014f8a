"""Which resolvers ask one thing after another, which no plan can tell.

Everything else asks all it needs at once. Tests measure every documented operation against this. What
is done again because a connection broke, or looked up for an idempotency key, is not counted.
"""

from collections.abc import Callable, Mapping
from typing import Any

from execution.waves import Rounds, RoundsOf

Input = Mapping[str, Any]

RELATED: tuple[frozenset[str], ...] = (
    frozenset({"minimumIndoorTemperatureCelsius", "maximumIndoorTemperatureCelsius"}),
    frozenset({"awayModeStartsAt", "awayModeEndsAt"}),
    frozenset({"minimumBatteryLevelPercent", "maximumBatteryLevelPercent"}),
    frozenset({"hasBattery", "batteryCapacityKilowattHours"}),
    frozenset({"chargeTargetMinimumPercent", "chargeTargetMaximumPercent"}),
)
"""Fields of devices that a rule compares: of those that are not given, the present value counts."""


def _fixed(number: int, *, more: bool = False) -> RoundsOf:
    return lambda _: Rounds(number, more)


def _write(*reads: Callable[[Input], bool]) -> RoundsOf:
    """A write behind as many reads as its input needs, one after the other."""

    def rounds(arguments: Mapping[str, Any]) -> Rounds:
        given: Input = arguments.get("input") or {}
        return Rounds(1 + sum(read(given) for read in reads))

    return rounds


def _names_a_building(given: Input) -> bool:
    """The building is looked for among those of the owner."""
    return given.get("buildingId") is not None


def _has_no_name(given: Input) -> bool:
    """The Partner API wants a building's name with every change."""
    return "name" not in given


def _has_half_of_a_rule(given: Input) -> bool:
    return any(group & given.keys() and not group <= given.keys() for group in RELATED)


def _needs_the_contract(given: Input) -> bool:
    """Hourly prices need a currency, whichever of them is given."""
    rule = {"type", "prices", "currency"}
    return bool({"prices", "currency"} & given.keys()) and not rule <= given.keys()


_RULED = ("heatPump", "solarInverter", "wallbox")

ROUNDS: Mapping[str, RoundsOf] = {
    # The users, and then the devices of as many as are needed to fill the page, some at a time.
    "Organization.devices": _fixed(2, more=True),
    **{f"Mutation.{kind}Create": _write(_names_a_building) for kind in (*_RULED, "electricVehicle")},
    **{f"Mutation.{kind}Update": _write(_has_half_of_a_rule, _names_a_building) for kind in _RULED},
    "Mutation.electricVehicleUpdate": _write(_names_a_building),
    "Mutation.deviceMove": _write(_names_a_building),
    "Mutation.onboardingSessionCreate": _write(_names_a_building),
    "Mutation.energyContractCreate": _write(_names_a_building),
    "Mutation.energyContractUpdate": _write(_needs_the_contract, _names_a_building),
    "Mutation.buildingUpdate": _write(_has_no_name),
    # The record, the write; and the list of all users if the record is an administrator's.
    "Mutation.userUpdate": _fixed(2),
    "Mutation.userRoleUpdate": _fixed(2, more=True),
    "Mutation.userDelete": _fixed(2, more=True),
    # The device before it goes.
    "Mutation.deviceDelete": _fixed(2),
    # The write, and the device as it is then.
    "Mutation.chargePolicyUpdate": _fixed(2),
    **{
        f"Mutation.{kind}Boost{what}": _fixed(2)
        for kind in ("electricVehicle", "wallbox")
        for what in ("Start", "Cancel")
    },
    # What is pending, the write, and the device as it is then.
    "Mutation.pendingActionStart": _fixed(2),
    "Mutation.pendingActionReport": _fixed(3),
}
