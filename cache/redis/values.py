"""The upstream's bytes in Redis, by way of aiocache."""

from collections.abc import Sequence

from aiocache import RedisCache
from aiocache.serializers import NullSerializer

from cache.redis.connections import Data


class Values:
    """aiocache's Redis backend, set up so that its traps stay closed.

    Bytes go in and come out as they are: the serializer does nothing, and its encoding is none, or
    aiocache would decode them as text. aiocache's own time limit is off, because it cancels commands
    halfway; the client below has limits. The client is ours, because aiocache's pool fails when it is
    used up, and knows nothing of Sentinel and Cluster. Never used: its lock, which holds in one
    process only, and ``clear``, which is KEYS or FLUSHDB.
    """

    def __init__(self, client: Data) -> None:
        self._cache = RedisCache(serializer=NullSerializer(encoding=None), timeout=None)
        self._cache.client = client

    async def get_many(self, names: Sequence[str]) -> list[bytes | None]:
        """The values in the order of the names, by one command."""
        found: list[bytes | None] = await self._cache.multi_get(names)
        if len(found) != len(names):  # aiocache was switched off by its own environment variable
            return [None] * len(names)
        return found

    async def set_many(self, pairs: Sequence[tuple[str, bytes]], seconds: float) -> None:
        """Store values, all for the same time, in one round trip."""
        await self._cache.multi_set(pairs, ttl=float(seconds))
