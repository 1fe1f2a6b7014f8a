"""What was written to a few objects and what was read of them, by time, and what must hold of it."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

LATE_SECONDS = 0.1


class Write(NamedTuple):
    """A version, and when it was sent and acknowledged. Each object is written by one client."""

    sent: float
    acknowledged: float
    version: int
    replica: int


class Read(NamedTuple):
    """What a replica answered, and when it was asked and answered."""

    sent: float
    ended: float
    version: int
    replica: int


@dataclass
class Away:
    """From when until when the replicas could not reach each other, at most."""

    since: float
    until: float


@dataclass
class Verdict:
    """What was found; ``wrong`` has what must not be."""

    reads: int = 0
    writes: int = 0
    missed: list[str] = field(default_factory=list)
    """Reads that began later than a tenth of a second after a newer write was acknowledged."""
    just_missed: int = 0
    """The same within that tenth: a replica was too busy for half a second to hear of the write."""
    back_at_a_replica: list[str] = field(default_factory=list)
    """Reads that began after a newer version had been read through the same replica."""
    back_between_replicas: list[str] = field(default_factory=list)
    """Reads that began after a newer version had been read through another one: possible only while
    the write is under way, or the read would be a missed one.
    """
    too_old_while_away: list[str] = field(default_factory=list)
    """Reads without Redis of what was acknowledged longer ago than answers count as fresh."""
    latest_miss_seconds: float = 0.0
    behind_while_away: int = 0
    """Reads without Redis that had not heard of a write yet: that is what is promised then."""

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        return [*self.missed, *self.back_at_a_replica, *self.too_old_while_away]


class History:
    """The history of one run."""

    def __init__(self) -> None:
        self.writes: dict[str, list[Write]] = defaultdict(list)
        self.reads: dict[str, list[Read]] = defaultdict(list)
        self.away: list[Away] = []

    def check(self, fresh_seconds: float) -> Verdict:
        """Judge it. Without Redis, other replicas than the writer's may be behind for ``fresh_seconds``."""
        verdict = Verdict(sum(map(len, self.reads.values())), sum(map(len, self.writes.values())))
        for name, reads in self.reads.items():
            writes = self.writes[name]
            for read in reads:
                self._check_read(name, read, writes, fresh_seconds, verdict)
            self._check_order(name, reads, verdict)
        return verdict

    def _check_read(
        self, name: str, read: Read, writes: list[Write], fresh_seconds: float, verdict: Verdict
    ) -> None:
        due = [write for write in writes if write.acknowledged < read.sent and write.version > read.version]
        if not due:
            return
        told = f"{name}: {read} though {due[-1]}"
        heard = [write for write in due if not self._is_unheard(write, read)]
        if heard:
            late = read.sent - heard[0].acknowledged
            verdict.latest_miss_seconds = max(verdict.latest_miss_seconds, late)
            if late > LATE_SECONDS:
                verdict.missed.append(told)
            else:
                verdict.just_missed += 1
        elif any(write.replica == read.replica for write in due):
            verdict.back_at_a_replica.append(told)
        elif read.sent - due[0].acknowledged > fresh_seconds:
            verdict.too_old_while_away.append(told)
        else:
            verdict.behind_while_away += 1

    def _check_order(self, name: str, reads: list[Read], verdict: Verdict) -> None:
        by_end = sorted(reads, key=lambda read: read.ended)
        ends = [read.ended for read in by_end]
        newest: list[Read] = []
        newest_of: dict[int, list[Read]] = defaultdict(list)
        ends_of: dict[int, list[float]] = defaultdict(list)
        for read in by_end:
            newest.append(_newer(newest, read))
            newest_of[read.replica].append(_newer(newest_of[read.replica], read))
            ends_of[read.replica].append(read.ended)
        for read in reads:
            before = bisect_left(ends_of[read.replica], read.sent)
            own = newest_of[read.replica][before - 1] if before else None
            if own is not None and own.version > read.version:
                verdict.back_at_a_replica.append(f"{name}: {read} after {own}")
            before = bisect_left(ends, read.sent)
            other = newest[before - 1] if before else None
            if other is None or other.version <= read.version or self._is_away(other.sent, read.ended):
                continue
            if own is None or own.version <= read.version:
                verdict.back_between_replicas.append(f"{name}: {read} after {other}")

    def _is_unheard(self, write: Write, read: Read) -> bool:
        """Whether the replica that was read cannot have heard of the write yet."""
        return any(away.since < write.acknowledged and read.sent < away.until for away in self.away)

    def _is_away(self, since: float, until: float) -> bool:
        return any(away.since < until and since < away.until for away in self.away)


def _newer(known: list[Read], read: Read) -> Read:
    return read if not known or read.version >= known[-1].version else known[-1]
