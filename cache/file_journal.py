"""A journal in a file: it outlives the process, however that ends."""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from cache.journal import KEPT_SECONDS, JournalEntry

T = TypeVar("T")

_TABLE = (
    "CREATE TABLE IF NOT EXISTS writes (name TEXT PRIMARY KEY, begun_at REAL NOT NULL, entry BLOB NOT NULL)"
)
_INDEX = "CREATE INDEX IF NOT EXISTS writes_by_age ON writes (begun_at)"
_PUT = "INSERT OR REPLACE INTO writes (name, begun_at, entry) VALUES (?, ?, ?)"
_FORGET_EVERY = 1000
_BUSY_SECONDS = 5.0

_encode = msgspec.msgpack.encode
_decoder = msgspec.msgpack.Decoder(JournalEntry)


class FileJournal:
    """Entries in an SQLite file that only its owner can read.

    Commits go to the operating system before anything is sent, so that killing the process loses
    none; they are not forced to the disk, so that a power failure may.

    Raises:
        OSError: The file cannot be made.
        sqlite3.Error: It is something else than a journal.

    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._clock = clock
        self._claims = 0
        self._lock = threading.Lock()
        self._database = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(_TABLE)
        self._database.execute(_INDEX)
        self._forget_old()

    async def claim(self, name: str, entry: JournalEntry) -> JournalEntry | None:
        """Put an entry down unless there is one."""

        def claim() -> JournalEntry | None:
            self._claims += 1
            if self._claims % _FORGET_EVERY == 0:
                self._forget_old()
            # At once, so that no other process comes in between.
            self._database.execute("BEGIN IMMEDIATE")
            try:
                known = self._read(name)
                if known is None:
                    self._database.execute(_PUT, _row(name, entry))
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
            return known

        return await self._run(claim)

    async def put(self, name: str, entry: JournalEntry) -> None:
        """Put an entry in the place of what is there."""
        await self._run(lambda: self._database.execute(_PUT, _row(name, entry)))

    async def take_over(self, name: str, known: JournalEntry, entry: JournalEntry) -> bool:
        """Put an entry in the place of the known one, unless that has changed."""

        def take_over() -> bool:
            change = "UPDATE writes SET begun_at = ?, entry = ? WHERE name = ? AND entry = ?"
            values = (entry.begun_at, _encode(entry), name, _encode(known))
            return self._database.execute(change, values).rowcount == 1

        return await self._run(take_over)

    async def read(self, name: str) -> JournalEntry | None:
        """Give the entry of that name, unless it is too old."""
        return await self._run(lambda: self._read(name))

    async def remove(self, name: str, known: JournalEntry) -> None:
        """Forget the known entry, unless it has changed."""
        delete = "DELETE FROM writes WHERE name = ? AND entry = ?"
        await self._run(lambda: self._database.execute(delete, (name, _encode(known))))

    async def aclose(self) -> None:
        """Close the file."""
        await self._run(self._database.close)

    def _read(self, name: str) -> JournalEntry | None:
        select = "SELECT entry FROM writes WHERE name = ? AND begun_at > ?"
        found = self._database.execute(select, (name, self._horizon())).fetchone()
        return None if found is None else _decoder.decode(found[0])

    def _horizon(self) -> float:
        return self._clock() - KEPT_SECONDS

    def _forget_old(self) -> None:
        self._database.execute("DELETE FROM writes WHERE begun_at <= ?", (self._horizon(),))

    async def _run(self, work: Callable[[], T]) -> T:
        """Off the event loop: a disk may be slow."""

        def locked() -> T:
            with self._lock:
                return work()

        return await asyncio.to_thread(locked)


def _row(name: str, entry: JournalEntry) -> tuple[str, float, bytes]:
    return name, entry.begun_at, _encode(entry)
