"""How much was used in a minute: a window that slides, in four numbers."""

from dataclasses import dataclass

MINUTE = 60.0


@dataclass(slots=True)
class Usage:
    """What somebody used in a minute of the clock, and in the one before it.

    Of the minute before counts as much as lies within the last sixty seconds, as if it had been used
    evenly. ``unsent`` is the part of ``used`` that other replicas do not know of; ``known_at`` when
    theirs was learnt.
    """

    minute: int = 0
    used: int = 0
    before: int = 0
    unsent: int = 0
    known_at: float = 0.0

    def roll(self, now: float) -> None:
        """Go on to the minute that it is now."""
        minute = int(now // MINUTE)
        if minute > self.minute:
            self.before = self.used if minute == self.minute + 1 else 0
            self.minute, self.used, self.unsent = minute, 0, 0

    def level(self, now: float) -> float:
        """How much was used in the last sixty seconds."""
        return self.used + self.before * (1 - now % MINUTE / MINUTE)

    def seconds_until(self, points: int, limit: int, now: float) -> float:
        """After how many seconds so many points more are within the limit."""
        elapsed = now % MINUTE
        room = limit - points - self.used
        if room >= 0:  # in this minute, when enough of the one before is gone
            return max(0.0, MINUTE * (1 - room / self.before) - elapsed) if self.before else 0.0
        room = max(0, limit - points)
        return MINUTE - elapsed + MINUTE * max(0.0, 1 - room / self.used)
