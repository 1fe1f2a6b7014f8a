"""Making a write seen by everybody who reads afterwards."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import Any

from cache import Cache, Key, Tag
from loaders.watching import Watches


class Purging:
    """Drops what a write has made untrue, in all replicas, and tells those who follow it."""

    def __init__(self, cache: Cache, watches: Watches[Any]) -> None:
        self._cache = cache
        self._watches = watches
        cache.on_purge(self._nudge)

    async def purge(self, tags: AbstractSet[Tag]) -> None:
        """Let nobody be answered any more with what was true before. Never fails."""
        await self._cache.purge(tags)

    def _nudge(self, tags: Collection[Tag]) -> None:
        """Have what somebody follows asked anew, whichever replica it was written through."""
        self._watches.nudge(lambda key: isinstance(key, Key) and key.tag in tags)
