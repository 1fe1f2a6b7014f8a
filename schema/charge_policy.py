"""When a vehicle should be charged how far."""

from datetime import time

from domain import charge_policy as records
from schema.declaring import attribute, describes


@describes(records.ChargePolicyDay, "The goal of one weekday.")
class ChargePolicyDay:
    """A day's goal."""

    target_percent: int | None = attribute("The battery level to reach; null if not set.")
    deadline: time | None = attribute("By when, on the clock of the policy's time zone; null if not set.")


@describes(records.ChargePolicy, "A week's goals for charging a vehicle. A day without a goal is null.")
class ChargePolicy:
    """A week's goals."""

    monday: ChargePolicyDay | None = attribute("Monday's goal; null without one.")
    tuesday: ChargePolicyDay | None = attribute("Tuesday's goal; null without one.")
    wednesday: ChargePolicyDay | None = attribute("Wednesday's goal; null without one.")
    thursday: ChargePolicyDay | None = attribute("Thursday's goal; null without one.")
    friday: ChargePolicyDay | None = attribute("Friday's goal; null without one.")
    saturday: ChargePolicyDay | None = attribute("Saturday's goal; null without one.")
    sunday: ChargePolicyDay | None = attribute("Sunday's goal; null without one.")
    timezone: str | None = attribute(
        "Whose clock the deadlines mean, such as `Europe/Berlin`; null if not set."
    )
