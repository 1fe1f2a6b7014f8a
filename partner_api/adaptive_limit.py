"""How many calls the upstream takes at the same time before it only gets slower."""

from math import inf

from partner_api.own_work import OwnWork
from partner_api.typical_times import TypicalTimes

_START = 64
_FLOOR = 10
_SHARE_OF_FLOOR = 0.2
_SHORTEST_ROUND = 10
_TOLERANCE = 2.0
_OVERLOADS = 0.1
_SMALLER = 0.8
_SMALLEST = 0.5
_GROWTH = 16
_QUIET_SHARE = 0.25
_QUIET = 12


class AdaptiveLimit:
    """Additive increase, multiplicative decrease, judged once per round of answers.

    A round is about as many answers as may run at the same time: one round trip of a full house.
    The limit falls by a fifth when calls took on average twice what the same operations take in
    quiet, or when a tenth of them timed out or were throttled; by up to a half when they took much
    longer than that, so that it is soon where the upstream can follow. It grows by a sixteenth, or by one if
    that is more, when it stood in somebody's way; until it fell for the first time, it doubles.

    Means are compared with means, operation by operation: neither a slow operation nor a heavy tail
    looks like a busy upstream. Of what calls took, the part does not count in which this process
    itself worked: then it is what is slow. Errors alone do not count: less concurrency would not heal
    them, and the breaker is there for outages.
    """

    def __init__(self, maximum: int, own_work: OwnWork | None = None) -> None:
        self._maximum = maximum
        self._floor = min(maximum, _FLOOR, max(4, round(maximum * _SHARE_OF_FLOOR)))
        self._limit = float(min(maximum, _START))
        self.value = 0
        """How many calls may run at the same time."""
        self._set()
        self.own_work = own_work or OwnWork()
        """Is told when many calls run at the same time."""
        self._typical = TypicalTimes()
        self._is_starting = True
        self._forget_round()

    def typical_seconds(self, operation: str) -> float:
        """How long an operation takes in quiet; 0 if that is not known."""
        return self._typical.seconds(operation)

    def stood_in_the_way(self) -> None:
        """Tell that a call had to wait."""
        self._was_short = True

    def answered(self, operation: str, seconds: float, in_flight: int) -> None:
        """Tell how long a call took, and how many ran when it began, itself included."""
        if in_flight <= self._quiet:
            self._typical.learn(operation, seconds)
        ratio = self._typical.ratio(operation, seconds)
        if ratio is not None:
            self._ratios += ratio
            self._judged += 1
        self._count()

    def overloaded(self) -> None:
        """Tell that a call timed out or was throttled."""
        self._overloads += 1
        self._count()

    def _count(self) -> None:
        self._answers += 1
        if self._answers >= self._round:
            self._judge()
            self._forget_round()

    def _judge(self) -> None:
        self._ratios *= 1.0 - self.own_work.share()
        is_slow = self._judged > 0 and self._ratios > _TOLERANCE * self._judged
        if is_slow or self._overloads > _OVERLOADS * self._answers:
            excess = self._ratios / (_TOLERANCE * self._judged) if is_slow else 1.0
            self._limit = max(self._floor, self._limit * max(_SMALLEST, min(_SMALLER, 1.0 / excess)))
            self._is_starting = False
        elif self._was_short:
            step = self._limit if self._is_starting else max(1.0, self._limit / _GROWTH)
            self._limit = min(self._maximum, self._limit + step)
        self._set()

    def _set(self) -> None:
        """What follows from the limit, so that no answer has to reckon it."""
        self.value = int(self._limit)
        is_lowest = self._limit <= self._floor
        self._quiet = inf if is_lowest else max(2.0, min(self._limit * _QUIET_SHARE, _QUIET))
        self._round = max(self._limit, _SHORTEST_ROUND)

    def _forget_round(self) -> None:
        self._answers = 0
        self._judged = 0
        self._ratios = 0.0
        self._overloads = 0
        self._was_short = False
