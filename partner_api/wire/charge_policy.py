"""Charge policies of vehicles on the wire."""

from domain.charge_policy import ChargePolicy, ChargePolicyDay
from domain.errors import UpstreamInvalidResponse
from partner_api import surprises
from partner_api.wire.row import Int32, WireRow, expect_same
from partner_api.wire.values import time_of_day


class WireChargePolicyDay(WireRow, frozen=True, kw_only=True, gc=False):
    """One weekday's goal. The deadline is a wall clock's time."""

    charge_percentage: Int32 | None = None
    charge_deadline: str | None = None


class WireChargePolicyWeek(WireRow, frozen=True, kw_only=True, gc=False):
    """The goals of a week."""

    mon: WireChargePolicyDay | None = None
    tue: WireChargePolicyDay | None = None
    wed: WireChargePolicyDay | None = None
    thu: WireChargePolicyDay | None = None
    fri: WireChargePolicyDay | None = None
    sat: WireChargePolicyDay | None = None
    sun: WireChargePolicyDay | None = None
    timezone: str | None = None


class WireChargePolicyMetadata(WireRow, frozen=True, kw_only=True, gc=False):
    """Whose policy it is."""

    electric_vehicle_id: str | None = None
    user_id: str | None = None
    error: str | None = None


class WireChargePolicy(WireRow, frozen=True, kw_only=True, gc=False):
    """The answer."""

    metadata: WireChargePolicyMetadata | None = None
    data: WireChargePolicyWeek | None = None


def to_charge_policy(row: WireChargePolicy, user_id: str, electric_vehicle_id: str) -> ChargePolicy:
    """Make the record.

    Raises:
        UpstreamInvalidResponse: It is another vehicle's, or there is no policy in it.

    """
    metadata = row.metadata or WireChargePolicyMetadata()
    expect_same(metadata.electric_vehicle_id, electric_vehicle_id, "the vehicle of a charge policy")
    expect_same(metadata.user_id, user_id, "the user of a charge policy")
    if metadata.error:
        surprises.unusable("charge_policy.metadata.error", "an error beside the data")
    week = row.data
    if week is None:
        raise UpstreamInvalidResponse("a charge policy has no data")
    return ChargePolicy(
        monday=_day(week.mon),
        tuesday=_day(week.tue),
        wednesday=_day(week.wed),
        thursday=_day(week.thu),
        friday=_day(week.fri),
        saturday=_day(week.sat),
        sunday=_day(week.sun),
        timezone=week.timezone or None,
    )


def _day(row: WireChargePolicyDay | None) -> ChargePolicyDay | None:
    if row is None:
        return None
    deadline = time_of_day(row.charge_deadline, "charge_policy_day.charge_deadline")
    return ChargePolicyDay(target_percent=row.charge_percentage, deadline=deadline)
