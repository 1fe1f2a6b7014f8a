"""A histogram in plain numbers: counting costs half a microsecond."""

from bisect import bisect_left
from collections.abc import Iterator

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds, in seconds, of the classes."""


class Timings:
    """How many values fell into which class, and their sum; there is one class more beyond the last bound."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...] = BOUNDS) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    @classmethod
    def of(cls, bounds: tuple[float, ...], counts: list[int], total: float) -> "Timings":
        """What somebody else has counted."""
        timings = cls(bounds)
        timings.counts, timings.total = counts, total
        return timings

    @property
    def count(self) -> int:
        """How many values there were."""
        return sum(self.counts)

    def note(self, seconds: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds

    def cumulative(self) -> Iterator[tuple[str, float]]:
        """Each bound as text with how many values were not above it, and ``+Inf``."""
        so_far = 0
        for bound, count in zip((*self.bounds, float("inf")), self.counts, strict=True):
            so_far += count
            yield ("+Inf" if bound == float("inf") else repr(bound)), so_far
