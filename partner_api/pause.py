"""The upstream asked to be left alone for a while: everybody is quiet, not only who was told."""


class Pause:
    """Until when an organization's calls wait, for at most ``longest`` seconds from being told."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._until = 0.0

    def extend(self, seconds: float, now: float) -> None:
        """Obey a ``Retry-After``. What was asked for before stays, if it is longer."""
        self._until = max(self._until, now + min(seconds, self._longest))

    def left(self, now: float) -> float:
        """How long to wait still; 0 if nothing has to."""
        return self._until - now if self._until > now else 0.0
