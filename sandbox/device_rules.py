"""Rules between the fields of a device. Only rules that a sent field takes part in are judged."""

from typing import Any

from sandbox.clock import from_wire
from sandbox.models.heat_pumps import HeatPump
from sandbox.models.inverters import SolarInverter
from sandbox.models.wallboxes import Wallbox
from sandbox.validation.problems import Problem, broken_field_rule


def no_problems(_after: object, _sent: dict[str, Any]) -> list[Problem]:
    """For kinds without such rules."""
    return []


def heat_pump_problems(after: HeatPump, sent: dict[str, Any]) -> list[Problem]:
    """The lower limit must not exceed the upper one, nor away mode end before it starts."""
    problems = _ordered(sent, "minimum_temperature_limit", "maximum_temperature_limit", after)
    return problems + _ordered(sent, "away_mode_start", "away_mode_end", after)


def inverter_problems(after: SolarInverter, sent: dict[str, Any]) -> list[Problem]:
    """A battery needs a capacity, and its lower limit must not exceed the upper one."""
    problems = _ordered(sent, "min_battery_charge", "max_battery_charge", after)
    touched = "is_battery_connected" in sent or "battery_capacity_kwh" in sent
    if touched and after.is_battery_connected and after.battery_capacity_kwh is None:
        problems.append(broken_field_rule("battery_capacity_kwh", "a connected battery needs a capacity"))
    return problems


def wallbox_problems(after: Wallbox, sent: dict[str, Any]) -> list[Problem]:
    """The lower charge target must not exceed the upper one."""
    return _ordered(sent, "charge_target_min", "charge_target_max", after)


def _ordered(sent: dict[str, Any], lower: str, upper: str, after: object) -> list[Problem]:
    if lower not in sent and upper not in sent:
        return []
    low, high = getattr(after, lower), getattr(after, upper)
    if low is None or high is None or _comparable(low) <= _comparable(high):
        return []
    blamed = lower if lower in sent else upper
    return [broken_field_rule(blamed, f"{lower} must not be above {upper}")]


def _comparable(bound: Any) -> Any:  # noqa: ANN401 - a number or a timestamp
    """Timestamps as moments: as text, one with a fraction would come before its whole second."""
    return from_wire(bound) if isinstance(bound, str) else bound
