"""Charging sessions of vehicles on the wire."""

from datetime import datetime

from domain.charging_session import ChargingSession, SessionOutcome
from domain.charging_session_page import ChargingSessionPage
from domain.errors import UpstreamInvalidResponse
from partner_api.wire.row import Int32, WireRow, identity
from partner_api.wire.values import choice, instant, lower_names, watts

_OUTCOMES = lower_names(SessionOutcome, without=SessionOutcome.OTHER)


class WireChargingSession(WireRow, frozen=True, kw_only=True, gc=False):
    """One session, running or over."""

    id: str | None = None
    plug_in_time: datetime | None = None
    unplug_time: datetime | None = None
    inferred_session_end: datetime | None = None
    desired_charging_start_time: datetime | None = None
    desired_charging_end_time: datetime | None = None
    charge_deadline: datetime | None = None
    target_soc_pct: float | None = None
    initial_soc_pct: float | None = None
    final_soc_pct: float | None = None
    energy_charged_kwh: float | None = None
    avg_charge_power_kw: float | None = None
    peak_charge_power_kw: float | None = None
    actual_cost_eur: float | None = None
    expected_savings_eur: float | None = None
    actual_savings_eur: float | None = None
    is_at_home: bool | None = None
    session_outcome: str | None = None


class WireCurrentSession(WireRow, frozen=True, kw_only=True, gc=False):
    """The session that is running, or null."""

    session: WireChargingSession | None = None


class WireSessionList(WireRow, frozen=True, kw_only=True, gc=False):
    """A page of sessions, and how many there are in all."""

    total: Int32 | None = None
    items: list[WireChargingSession] | None = None


def to_charging_session_page(row: WireSessionList, offset: int) -> ChargingSessionPage:
    """Make the record of a page that begins after ``offset`` sessions.

    Raises:
        UpstreamInvalidResponse: There is no list, or the id of a session is missing.

    """
    if row.items is None:
        raise UpstreamInvalidResponse("a page of charging sessions has no list")
    sessions = tuple([to_charging_session(item) for item in row.items])
    total = row.total if row.total is not None and row.total >= 0 else offset + len(sessions)
    return ChargingSessionPage(total_count=total, sessions=sessions)


def to_charging_session(row: WireChargingSession) -> ChargingSession:
    """Make the record of a session.

    Raises:
        UpstreamInvalidResponse: The id is missing.

    """
    return ChargingSession(
        id=identity(row.id, "the id of a charging session"),
        plugged_in_at=instant(row.plug_in_time),
        unplugged_at=instant(row.unplug_time),
        inferred_end_at=instant(row.inferred_session_end),
        desired_charging_starts_at=instant(row.desired_charging_start_time),
        desired_charging_ends_at=instant(row.desired_charging_end_time),
        charge_deadline_at=instant(row.charge_deadline),
        target_battery_level_percent=row.target_soc_pct,
        initial_battery_level_percent=row.initial_soc_pct,
        final_battery_level_percent=row.final_soc_pct,
        energy_charged_kilowatt_hours=row.energy_charged_kwh,
        average_charge_power_watts=watts(row.avg_charge_power_kw),
        peak_charge_power_watts=watts(row.peak_charge_power_kw),
        actual_cost_euros=row.actual_cost_eur,
        expected_savings_euros=row.expected_savings_eur,
        actual_savings_euros=row.actual_savings_eur,
        is_at_home=row.is_at_home,
        outcome=choice(
            row.session_outcome, _OUTCOMES, SessionOutcome.OTHER, "charging_session.session_outcome"
        ),
    )
