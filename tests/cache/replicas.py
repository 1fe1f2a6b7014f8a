"""Several caches over one Redis, as replicas have them."""

import contextlib
from collections.abc import AsyncIterator

from cache import Cache
from tests.cache.scripted import Clock, Reader, Upstream


@contextlib.asynccontextmanager
async def replicas(
    url: str, upstream: Upstream, clock: Clock | None = None, count: int = 3, namespace: str = "test"
) -> AsyncIterator[list[Reader]]:
    """Readers of caches that are connected."""
    async with contextlib.AsyncExitStack() as stack:
        readers = []
        for _ in range(count):
            cache = Cache(redis_url=url, namespace=namespace, clock=clock)
            stack.push_async_callback(cache.aclose)
            await cache.start()
            readers.append(Reader(cache, upstream))
        yield readers
