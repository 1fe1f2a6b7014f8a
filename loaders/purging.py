"""Making a write seen by everybody who reads afterwards."""

from collections.abc import Hashable
from collections.abc import Set as AbstractSet
from typing import Any

from cache import Key, SingleFlight, Tag
from loaders.watching import Watches


class Purging:
    """Drops what a write has made untrue, and tells those who follow it."""

    def __init__(self, flights: SingleFlight, watches: Watches[Any]) -> None:
        self._flights = flights
        self._watches = watches

    def purge(self, tags: AbstractSet[Tag]) -> None:
        """Let nobody be answered any more with what was true before."""

        def is_outdated(key: Hashable) -> bool:
            return isinstance(key, Key) and key.tag in tags

        self._flights.forget(is_outdated)
        self._watches.nudge(is_outdated)
