"""One stay of a vehicle at the plug."""

from datetime import datetime
from enum import Enum

from domain.record import Record


class SessionOutcome(Enum):
    """How a charging session ended."""

    COMPLETED = "COMPLETED"
    NOT_AT_HOME = "NOT_AT_HOME"
    OTHER = "OTHER"


class ChargingSession(Record, frozen=True, kw_only=True):
    """From plugging in to unplugging. Energy in kilowatt hours, power in watts, money in euros.

    ``id`` is the upstream's own: a session cannot be looked up by it.
    """

    id: str
    plugged_in_at: datetime | None = None
    unplugged_at: datetime | None = None
    inferred_end_at: datetime | None = None
    desired_charging_starts_at: datetime | None = None
    desired_charging_ends_at: datetime | None = None
    charge_deadline_at: datetime | None = None
    target_battery_level_percent: float | None = None
    initial_battery_level_percent: float | None = None
    final_battery_level_percent: float | None = None
    energy_charged_kilowatt_hours: float | None = None
    average_charge_power_watts: float | None = None
    peak_charge_power_watts: float | None = None
    actual_cost_euros: float | None = None
    expected_savings_euros: float | None = None
    actual_savings_euros: float | None = None
    is_at_home: bool | None = None
    outcome: SessionOutcome | None = None
