"""Changes of the weekly policies of vehicles."""

from datetime import time

from msgspec import UNSET, UnsetType

from domain.changes.base import Changes


class ChargePolicyDayChange(Changes, frozen=True, kw_only=True):
    """The goal of one weekday: percent (0 to 100), and a time of day in whole minutes.

    A day is set as a whole: what is not set in it is removed.
    """

    target_percent: int | UnsetType | None = UNSET
    deadline: time | UnsetType | None = UNSET


class ChargePolicyChanges(Changes, frozen=True, kw_only=True):
    """Days to set; ``None`` removes a day's goal. ``timezone`` is an IANA name."""

    monday: ChargePolicyDayChange | UnsetType | None = UNSET
    tuesday: ChargePolicyDayChange | UnsetType | None = UNSET
    wednesday: ChargePolicyDayChange | UnsetType | None = UNSET
    thursday: ChargePolicyDayChange | UnsetType | None = UNSET
    friday: ChargePolicyDayChange | UnsetType | None = UNSET
    saturday: ChargePolicyDayChange | UnsetType | None = UNSET
    sunday: ChargePolicyDayChange | UnsetType | None = UNSET
    timezone: str | UnsetType | None = UNSET
