"""Charging sessions, a page at a time."""

from domain.charging_session import ChargingSession
from domain.record import Record


class ChargingSessionPage(Record, frozen=True, kw_only=True):
    """Some of the sessions that were asked for, and how many there are in all."""

    total_count: int
    sessions: tuple[ChargingSession, ...] = ()
