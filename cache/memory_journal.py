"""A journal in memory: it ends with the process."""

from collections import OrderedDict
from collections.abc import Callable

from cache.journal import KEPT_SECONDS, JournalEntry

_MOST_ENTRIES = 100_000


class MemoryJournal:
    """Entries by name, the oldest first, within a bound."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._entries: OrderedDict[str, JournalEntry] = OrderedDict()

    async def claim(self, name: str, entry: JournalEntry) -> JournalEntry | None:
        """Put an entry down unless there is one."""
        self._forget_old()
        known = await self.read(name)
        if known is None:
            await self.put(name, entry)
        return known

    async def put(self, name: str, entry: JournalEntry) -> None:
        """Put an entry in the place of what is there."""
        self._entries[name] = entry
        self._entries.move_to_end(name)

    async def take_over(self, name: str, known: JournalEntry, entry: JournalEntry) -> bool:
        """Put an entry in the place of the known one, unless that has changed."""
        if self._entries.get(name) != known:
            return False
        await self.put(name, entry)
        return True

    async def read(self, name: str) -> JournalEntry | None:
        """Give the entry of that name, unless it is too old."""
        known = self._entries.get(name)
        return None if known is None or known.begun_at <= self._clock() - KEPT_SECONDS else known

    async def remove(self, name: str, known: JournalEntry) -> None:
        """Forget the known entry, unless it has changed."""
        if self._entries.get(name) == known:
            del self._entries[name]

    async def aclose(self) -> None:
        """Nothing is open."""

    def _forget_old(self) -> None:
        horizon = self._clock() - KEPT_SECONDS
        while self._entries:
            name, entry = next(iter(self._entries.items()))
            if entry.begun_at > horizon and len(self._entries) < _MOST_ENTRIES:
                return
            del self._entries[name]
