"""A randomized history of reads and writes through several replicas, and what must hold of it."""

import asyncio
import random
import time
from dataclasses import dataclass, field

from cache import Key
from tests.cache.scripted import Reader, Upstream


@dataclass
class _Read:
    replica: int
    started: float
    ended: float
    version: int


@dataclass
class History:
    """What was written and purged when (version by time), and what was read."""

    purged: dict[Key, list[tuple[float, int]]] = field(default_factory=dict)
    reads: dict[Key, list[_Read]] = field(default_factory=dict)

    def check(self) -> int:
        """Nobody goes back, and nobody misses a write that was purged before; gives the reads."""
        for key, reads in self.reads.items():
            for read in reads:
                floor = max((v for at, v in self.purged.get(key, []) if at < read.started), default=0)
                assert read.version >= floor, (key, read, floor)
            for replica in {read.replica for read in reads}:
                own = [read for read in reads if read.replica == replica]
                self._check_order(own)
        return sum(map(len, self.reads.values()))

    def _check_order(self, reads: list[_Read]) -> None:
        ended = sorted(reads, key=lambda read: read.ended)
        newest, position = 0, 0
        for read in sorted(reads, key=lambda read: read.started):
            while position < len(ended) and ended[position].ended < read.started:
                newest = max(newest, ended[position].version)
                position += 1
            assert read.version >= newest, (read, newest)


async def play(
    readers: list[Reader], upstream: Upstream, keys: list[Key], seed: int, steps: int, workers: int = 12
) -> History:
    """Read and write at random through all replicas at once."""
    chance = random.Random(seed)  # noqa: S311 - not about secrets
    history = History({key: [] for key in keys}, {key: [] for key in keys})

    async def work() -> None:
        for _ in range(steps):
            key, replica = chance.choice(keys), chance.randrange(len(readers))
            if chance.random() < 0.04:
                upstream.versions[key] += 1
                version = upstream.versions[key]
                before = _unheard(readers)
                await readers[replica].cache.purge([key.tag])
                if _unheard(readers) > before:
                    continue  # a busy machine: nothing is promised then but that nobody goes back
                history.purged[key].append((time.perf_counter(), version))
                continue
            started = time.perf_counter()
            reader = Reader(readers[replica].cache, upstream)
            version = await reader.read(key)
            history.reads[key].append(_Read(replica, started, time.perf_counter(), version))
            if chance.random() < 0.2:
                await asyncio.sleep(chance.random() * 0.002)

    await asyncio.gather(*(work() for _ in range(workers)))
    return history


def _unheard(readers: list[Reader]) -> int:
    """How often a replica may not have heard of a purge."""
    counters = [reader.cache.counters().redis for reader in readers]
    return sum(each.purges_unacknowledged + each.times_away for each in counters)
