"""How many connections are open, and to whom."""

from collections import Counter
from typing import Protocol

try:
    import resource
except ImportError:  # Windows has no such bound
    resource = None  # type: ignore[assignment]

_OTHER_FILES = 256
"""Descriptors that are left to connections to the Partner API and Redis, to files and the log."""

_MOST_DESCRIPTORS = 1 << 17
_SURPLUS = 32


class Connection(Protocol):
    """One of them. It has no address if it came by a socket of this machine."""

    client: tuple[str, int] | None

    def give_way(self) -> None:
        """End, for there are too many."""


class Openings:
    """Counts connections, all of them and by address."""

    def __init__(self, most: int, most_per_address: int = 0) -> None:
        """Make it; 0 for an address sets no bound."""
        self.open = 0
        files = _descriptors()
        self._most = min(most, max(files - _OTHER_FILES - _SURPLUS, files // 2))
        self._most_per_address = most_per_address
        self._by_address: Counter[str] = Counter()
        self._surplus: dict[Connection, None] = {}

    def enter(self, connection: Connection) -> bool | None:
        """Count one more. ``False`` if it is one too many, ``None`` if it is not even to be heard.

        A few too many are heard, so that probes are answered however full the process is. They ask at
        once, so among those it is who has been there longest that gives way to the next.
        """
        address = _address(connection)
        self.open += 1
        self._by_address[address] += 1
        if self._most_per_address and self._by_address[address] > self._most_per_address:
            return None
        if self.open - len(self._surplus) <= self._most:
            return True
        self._surplus[connection] = None
        if len(self._surplus) > _SURPLUS:
            longest = next(iter(self._surplus))
            del self._surplus[longest]
            longest.give_way()
        return False

    def leave(self, connection: Connection) -> None:
        """Count one less."""
        address = _address(connection)
        self.open -= 1
        self._surplus.pop(connection, None)
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]


def _address(connection: Connection) -> str:
    return connection.client[0] if connection.client else ""


def _descriptors() -> int:
    """How many files the process may have open, after asking for as many as it can get."""
    if resource is None:
        return _MOST_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _MOST_DESCRIPTORS
    wanted = _MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _MOST_DESCRIPTORS)
    if wanted <= soft:
        return soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        return soft
    return wanted
