"""How long each operation takes while the upstream is not busy."""

_WEIGHT = 0.1
_SHORTEST = 0.01
"""Differences below ten milliseconds say nothing: they may be the time that our own process takes."""


class TypicalTimes:
    """A moving mean per operation, in seconds, fed only with what was measured in quiet."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def learn(self, operation: str, seconds: float) -> None:
        """Note how long a call took."""
        seconds = max(seconds, _SHORTEST)
        known = self._seconds.get(operation)
        self._seconds[operation] = seconds if known is None else known + (seconds - known) * _WEIGHT

    def ratio(self, operation: str, seconds: float) -> float | None:
        """How many times the typical time a call took; ``None`` if that is not known."""
        known = self._seconds.get(operation)
        if known is None:
            return None
        return (max(_SHORTEST, seconds)) / known

    def seconds(self, operation: str) -> float:
        """The typical time; 0 if it is not known."""
        return self._seconds.get(operation, 0.0)
