"""The journal of writes: what a retry with the same idempotency key is answered from.

It holds no personal data: hashes, ids of objects, and states. What a client is answered is read
anew, for an object whose id the journal knows.
"""

from enum import Enum
from typing import Protocol

import msgspec


class EntryState(Enum):
    """How far a write has come."""

    BEGUN = "begun"
    UNKNOWN = "unknown"
    DONE = "done"


class JournalEntry(msgspec.Struct, frozen=True):
    """One write.

    ``request`` is a hash of what was asked; ``begun_at`` is in seconds since the epoch; ``before``
    are the ids that were there before something was added, ``None`` until that is known, which is
    before anything is sent; ``outcome`` says what was done, mostly
    the id of the object.
    """

    request: str
    begun_at: float
    state: EntryState = EntryState.BEGUN
    before: tuple[str, ...] | None = None
    outcome: str = ""


KEPT_SECONDS = 24 * 3600.0
"""For how long a write is remembered."""


class Journal(Protocol):
    """Where entries are kept. A name is a hash of viewer, key and place in the operation."""

    async def claim(self, name: str, entry: JournalEntry) -> JournalEntry | None:
        """Put an entry down unless there is one; gives that one, or ``None`` if it was put down."""

    async def put(self, name: str, entry: JournalEntry) -> None:
        """Put an entry in the place of what is there."""

    async def take_over(self, name: str, known: JournalEntry, entry: JournalEntry) -> bool:
        """Put an entry in the place of the known one, unless that has changed; tells whether it was."""

    async def read(self, name: str) -> JournalEntry | None:
        """Give the entry of that name."""

    async def remove(self, name: str, known: JournalEntry) -> None:
        """Forget the known entry, unless it has changed: nothing was written."""

    async def aclose(self) -> None:
        """Close what is open."""
