"""The charging cycle of a car: home in the evening, plugged in, charged at night, away by day.

Everything follows from the seed, the boosts and the time. Days are counted in the car's own time,
which is shifted for people who work in shifts, so that at any moment some cars are at home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sandbox.state.boosts import Boost, BoostCommands
from sandbox.state.nature import Draw, share

REQUEST_DELAY = timedelta(seconds=5)
"""How long a boost is only requested before the car starts to charge."""

BoostPhase = Literal["none", "requested", "ongoing"]


@dataclass(frozen=True, slots=True)
class PlugSession:
    """One stay at the charger; levels in per cent, without boosts."""

    day: int
    plugged_in_at: datetime
    unplugged_at: datetime
    smart_start: datetime
    arrival_level: float


@dataclass(frozen=True, slots=True)
class ChargeState:
    """A car at one moment; `level` in per cent, `session` is None while it is away."""

    level: float
    is_charging: bool
    boost: BoostPhase
    session: PlugSession | None


class ChargeCycle:
    """The cycle of one car: `limit` in per cent, `rate_w` in watts, `capacity_kwh` of the battery."""

    def __init__(self, seed: int, capacity_kwh: float | None, limit: int | None) -> None:
        draw = Draw(seed)
        self._seed = seed
        self.rate_w = draw.pick("charge rate", (7400, 11000))
        self.capacity_kwh = min(max(capacity_kwh or draw.number("capacity", 38, 88), 10.0), 200.0)
        self.limit = float(limit or 100)
        self._shift = timedelta(hours=draw.pick("shift", (0, 18, 12, 6)))
        self._leaves = timedelta(hours=draw.number("leaves", 7.2, 9))
        self._returns = timedelta(hours=draw.number("returns", 16, 18.5))
        self._smart_start = timedelta(hours=24 + draw.number("smart start", 0, 1.4))
        self.percent_per_hour = self.rate_w / 10 / self.capacity_kwh

    def session(self, day: int) -> PlugSession:
        """The stay that begins on a day (proleptic ordinal, in the car's own time)."""
        midnight = datetime.fromordinal(day).replace(tzinfo=UTC) - self._shift
        early = timedelta(minutes=round(30 * share(self._seed, day)))
        return PlugSession(
            day=day,
            plugged_in_at=midnight + self._returns + early,
            unplugged_at=midnight + timedelta(hours=24) + self._leaves,
            smart_start=midnight + self._smart_start,
            arrival_level=self.limit - self.used_percent(day),
        )

    def used_percent(self, day: int) -> float:
        """What the battery has lost when the stay of a day begins, and what is charged in it."""
        return self.limit * (0.12 + 0.28 * share(self._seed, -day))

    def latest_session(self, moment: datetime) -> PlugSession:
        """The last stay that has begun."""
        today = self.session((moment + self._shift).toordinal())
        return today if today.plugged_in_at <= moment else self.session(today.day - 1)

    def next_plug_in(self, moment: datetime) -> datetime:
        """When the car is plugged in next, after `moment`."""
        return self.session(self.latest_session(moment).day + 1).plugged_in_at

    def boosts(self, commands: BoostCommands, moment: datetime) -> list[Boost]:
        """The boosts given up to `moment`, with the armed one once its session has begun."""
        if commands.armed_at is None or self.next_plug_in(commands.armed_at) > moment:
            return commands.boosts
        return [*commands.boosts, Boost(self.next_plug_in(commands.armed_at))]

    def is_armed(self, commands: BoostCommands, moment: datetime) -> bool:
        """Whether the next session is still to be boosted."""
        return commands.armed_at is not None and self.next_plug_in(commands.armed_at) > moment

    def at(self, moment: datetime, boosts: Sequence[Boost]) -> ChargeState:
        """The car at `moment`."""
        session = self.latest_session(moment)
        if moment < session.unplugged_at:
            return self._plugged(session, moment, boosts)
        following = self.session(session.day + 1)
        at_departure = self._plugged(session, session.unplugged_at, boosts).level
        gone = (moment - session.unplugged_at) / (following.plugged_in_at - session.unplugged_at)
        level = at_departure + (following.arrival_level - at_departure) * gone
        return ChargeState(level, is_charging=False, boost="none", session=None)

    def _plugged(self, session: PlugSession, moment: datetime, boosts: Sequence[Boost]) -> ChargeState:
        level, reached = session.arrival_level, session.plugged_in_at
        for boost in boosts:
            if not session.plugged_in_at <= boost.started_at <= moment:
                continue
            level = self._smart(level, session, reached, boost.started_at)
            begins = boost.started_at + REQUEST_DELAY
            full_at = begins + timedelta(hours=max(self.limit - level, 0.0) / self.percent_per_hour)
            ends = min(full_at, boost.stopped_at or full_at)
            if moment < ends:
                if moment < begins:
                    return ChargeState(level, is_charging=False, boost="requested", session=session)
                level += self._gain(begins, moment)
                return ChargeState(level, is_charging=True, boost="ongoing", session=session)
            # Set, not added up: a full battery must read as full in spite of rounding.
            level = max(level, self.limit) if ends == full_at else level + self._gain(begins, ends)
            reached = max(ends, boost.started_at)
        charged = self._smart(level, session, reached, moment)
        is_charging = moment >= session.smart_start and charged < self.limit
        return ChargeState(charged, is_charging=is_charging, boost="none", session=session)

    def _smart(self, level: float, session: PlugSession, since: datetime, until: datetime) -> float:
        return min(self.limit, level + self._gain(max(since, session.smart_start), until))

    def _gain(self, since: datetime, until: datetime) -> float:
        return max((until - since) / timedelta(hours=1), 0.0) * self.percent_per_hour
