"""What things are called in Redis.

Everything of one organization lies in one slot of a cluster (the part in braces decides), so that
the keys of one batch are read by one command and changed by one script.

Organizations, kinds and owners can be read in a name: they are UUIDs and our own words. What else a
question depends on is hashed.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from hashlib import blake2b

import msgspec

from cache.tag import Key, Tag

_FORMAT = "1"
"""Raised when what is stored changes: replicas of two versions must not read each other's."""


class Names:
    """The names in one namespace, for gateways that share a Redis and nothing else."""

    def __init__(self, namespace: str) -> None:
        self._start = f"{namespace}:{_FORMAT}:"
        self.purges = f"{self._start}purges"
        """The channel of purges."""

    def value(self, key: Key) -> str:
        """Where an answer is."""
        return f"{self._place('v', key.tag)}:{_digest(key.details)}"

    def lock(self, key: Key) -> str:
        """Where it is written who asks the upstream."""
        return f"{self._place('l', key.tag)}:{_digest(key.details)}"

    def generation(self, tag: Tag) -> str:
        """Where the generation of a tag is."""
        return self._place("g", tag)

    def replies(self, replica: str) -> str:
        """The channel on which a replica is told who has followed its purges."""
        return f"{self._start}replies:{replica}"

    def _place(self, sort: str, tag: Tag) -> str:
        return f"{self._start}{{{tag.organization_id}}}:{sort}:{tag.kind.value}:{tag.owner_id or '-'}"


def _digest(details: tuple[object, ...]) -> str:
    """Details that differ in anything, be it the type, have different digests."""
    return blake2b(msgspec.json.encode(list(_canonical(details))), digest_size=16).hexdigest()


def _canonical(details: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    for detail in details:
        name = type(detail).__name__
        match detail:
            case Enum():
                yield name, detail.name
            case datetime() | date():
                yield name, detail.isoformat()
            case None | bool() | int() | str():
                yield name, detail
            case tuple():
                yield name, list(_canonical(detail))
            case _:
                raise TypeError(f"a question cannot depend on a {name}")
