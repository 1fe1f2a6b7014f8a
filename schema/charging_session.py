"""Charging sessions."""

from datetime import datetime

import strawberry

from domain import charging_session as records
from domain.charging_session import SessionOutcome
from schema.declaring import attribute, describes


@describes(records.ChargingSession, "One stay of a vehicle at the plug, running or over.")
class ChargingSession:
    """A session."""

    id: strawberry.ID = attribute("The id of the session. There is no look-up by it.")

    plugged_in_at: datetime | None = attribute("When the vehicle was plugged in; null if not known.")
    unplugged_at: datetime | None = attribute("When it was unplugged; null while it is plugged in.")
    inferred_end_at: datetime | None = attribute(
        "When the session ended as far as can be told without an unplugging; null if it did not."
    )
    desired_charging_starts_at: datetime | None = attribute("When charging is to start; null if not planned.")
    desired_charging_ends_at: datetime | None = attribute("When charging is to end; null if not planned.")
    charge_deadline_at: datetime | None = attribute("When charging has to be done; null if not set.")
    target_battery_level_percent: float | None = attribute("The level to reach; null if not set.")
    initial_battery_level_percent: float | None = attribute("The level at the start; null if not known.")
    final_battery_level_percent: float | None = attribute("The level at the end; null before that.")
    energy_charged_kilowatt_hours: float | None = attribute("What was charged so far; null if not known.")
    average_charge_power_watts: float | None = attribute("The average power; null if not known.")
    peak_charge_power_watts: float | None = attribute("The highest power; null if not known.")
    actual_cost_euros: float | None = attribute("What it cost, in euros; null if not known yet.")
    expected_savings_euros: float | None = attribute(
        "What optimization should save, in euros; null if not known."
    )
    actual_savings_euros: float | None = attribute(
        "What optimization has saved, in euros; null if not known yet."
    )
    is_at_home: bool | None = attribute("Whether the vehicle is at home; null if not known.")
    outcome: SessionOutcome | None = attribute("How the session ended; null while it runs.")
