"""When a vehicle should be charged how far, day by day."""

from datetime import time

from domain.record import Record


class ChargePolicyDay(Record, frozen=True, kw_only=True):
    """The goal of one weekday: a battery level, and the wall clock's time by which it is reached."""

    target_percent: int | None = None
    deadline: time | None = None


class ChargePolicy(Record, frozen=True, kw_only=True):
    """A week's goals; a day without one is ``None``. ``timezone`` says whose clock the deadlines mean."""

    monday: ChargePolicyDay | None = None
    tuesday: ChargePolicyDay | None = None
    wednesday: ChargePolicyDay | None = None
    thursday: ChargePolicyDay | None = None
    friday: ChargePolicyDay | None = None
    saturday: ChargePolicyDay | None = None
    sunday: ChargePolicyDay | None = None
    timezone: str | None = None
