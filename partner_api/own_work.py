"""How much of the time in which many calls are under way this process works, and does not wait."""

import time
from collections.abc import Callable

CROWD = 12
"""From so many calls at a time on, handling answers may take longer than their way here."""

NO_CROWD = CROWD // 2
"""Down to so many there still is a crowd: it should not come and go with every call."""


class OwnWork:
    """Measures while there is a crowd, which costs nothing while there is none, and little per call.

    A thread that has many answers to handle finds them later than they came. That is no sign of a
    busy upstream, and asking it for less at a time would only make all of it take longer.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, working: Callable[[], float] = time.thread_time
    ) -> None:
        """Make it. Both clocks give seconds; ``working`` those in which the event loop's thread ran."""
        self._clock = clock
        self._working = working
        self._passed = 0.0
        self._worked = 0.0
        self._since: tuple[float, float] | None = None

    def gathers(self) -> None:
        """Tell that there is a crowd."""
        if self._since is None:
            self._since = self._clock(), self._working()

    def disperses(self) -> None:
        """Tell that there is none any more."""
        self._count()
        self._since = None

    def share(self) -> float:
        """The part of the crowded time since this was asked last in which the thread worked, up to 1."""
        self._count()
        passed, worked = self._passed, self._worked
        self._passed = self._worked = 0.0
        return min(1.0, worked / passed) if passed > 0 else 0.0

    def _count(self) -> None:
        if self._since is not None:
            now = self._clock(), self._working()
            self._passed += now[0] - self._since[0]
            self._worked += now[1] - self._since[1]
            self._since = now
