"""Writing the building of a device or contract: sent as `building_id`, read as `building`."""

from typing import Any

from sandbox.store.household import Household
from sandbox.validation.problems import Problem, broken_field_rule


def building_problems(household: Household, sent: dict[str, Any]) -> list[Problem]:
    """The problem of naming a building the user does not have."""
    building_id = sent.get("building_id")
    if building_id is None or building_id in household.buildings:
        return []
    return [broken_field_rule("building_id", "the building does not belong to this user")]


def with_building_as_read(sent: dict[str, Any]) -> dict[str, Any]:
    """The sent fields under the names they are read by."""
    changes = dict(sent)
    if "building_id" in changes:
        changes["building"] = changes.pop("building_id")
    return changes
