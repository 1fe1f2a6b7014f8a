"""Charging sessions as the API reports them, read off a vehicle's charging cycle."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sandbox.clock import to_wire
from sandbox.models.charging import SessionItem
from sandbox.state.boosts import Boost
from sandbox.state.charging import ChargeCycle, PlugSession
from sandbox.state.nature import share
from sandbox.state.prices import spot_price

ASTRAY_SHARE = 0.06
"""Share of the stays that were not at home and therefore not optimized."""


class SessionBook:
    """The sessions of one vehicle; `since` is when it was connected."""

    def __init__(self, device_id: str, seed: int, cycle: ChargeCycle, boosts: Sequence[Boost]) -> None:
        self._device_id = device_id
        self._seed = seed
        self._cycle = cycle
        self._boosts = boosts

    def completed_days(self, first: int, last: int, since: datetime, now: datetime) -> list[int]:
        """The days, oldest first, on which a session was plugged in that has ended by now."""
        latest = self._cycle.latest_session(now)
        newest = latest.day if latest.unplugged_at <= now else latest.day - 1
        return list(range(max(first, since.toordinal()), min(last, newest) + 1))

    def completed(self, day: int) -> SessionItem:
        """The session that began on a day and is over."""
        session = self._cycle.session(day)
        return self._item(session, session.unplugged_at, session.unplugged_at)

    def current(self, now: datetime) -> SessionItem | None:
        """The session that runs now, if one does."""
        session = self._cycle.latest_session(now)
        return self._item(session, now, None) if now < session.unplugged_at else None

    def _item(self, session: PlugSession, moment: datetime, ended: datetime | None) -> SessionItem:
        cycle = self._cycle
        just_before = moment - timedelta(microseconds=1)
        level = cycle.at(max(just_before, session.plugged_in_at), self._boosts).level
        energy = (level - session.arrival_level) / 100 * cycle.capacity_kwh
        price = spot_price(session.smart_start)
        saved = max(spot_price(session.plugged_in_at) - price, 0.0) * energy
        is_home = share(self._seed, session.day * 7) >= ASTRAY_SHARE
        is_over = ended is not None
        finishes = session.smart_start + timedelta(
            hours=(cycle.limit - session.arrival_level) / cycle.percent_per_hour
        )
        return SessionItem(
            id=str(uuid5(UUID(self._device_id), f"session/{session.day}")),
            plug_in_time=to_wire(session.plugged_in_at),
            unplug_time=to_wire(ended) if ended else None,
            inferred_session_end=to_wire(ended) if ended and not is_home else None,
            desired_charging_start_time=to_wire(session.smart_start.replace(microsecond=0)),
            desired_charging_end_time=to_wire(finishes.replace(microsecond=0)),
            charge_deadline=to_wire(session.unplugged_at) if is_home else None,
            target_soc_pct=cycle.limit,
            initial_soc_pct=round(session.arrival_level, 1),
            final_soc_pct=round(level, 1) if is_over else None,
            energy_charged_kwh=round(energy, 2),
            avg_charge_power_kw=round(cycle.rate_w / 1000, 1) if energy > 0 else None,
            peak_charge_power_kw=round(cycle.rate_w / 1000 * 1.02, 1) if energy > 0 else None,
            actual_cost_eur=round(energy * price, 2) if is_over else None,
            expected_savings_eur=round(saved * 1.05, 2) if is_home else None,
            actual_savings_eur=round(saved, 2) if is_over and is_home else None,
            is_at_home=is_home,
            session_outcome=("completed" if is_home else "not_at_home") if is_over else None,
        )
