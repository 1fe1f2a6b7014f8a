"""The boost commands a charging device was given."""

from dataclasses import dataclass, field
from datetime import datetime

REMEMBERED_BOOSTS = 32


@dataclass(frozen=True, slots=True)
class Boost:
    """Charging now, from `started_at`; `stopped_at` is set when a command ended it."""

    started_at: datetime
    stopped_at: datetime | None = None


@dataclass(slots=True)
class BoostCommands:
    """Boosts in time order, and since when the next session is armed."""

    boosts: list[Boost] = field(default_factory=list)
    armed_at: datetime | None = None

    def start(self, moment: datetime) -> None:
        """Records a boost; the oldest ones are forgotten."""
        self.boosts = [*self.boosts[-REMEMBERED_BOOSTS + 1 :], Boost(moment)]

    def stop(self, moment: datetime) -> None:
        """Ends the last boost, if it still runs."""
        if self.boosts and self.boosts[-1].stopped_at is None:
            self.boosts[-1] = Boost(self.boosts[-1].started_at, moment)
