"""How many connections are open, and to whom."""

import resource
from collections import Counter

_OTHER_FILES = 256
"""Descriptors that are left to connections to the Partner API and Redis, to files and the log."""

_MOST_DESCRIPTORS = 1 << 17
_SURPLUS = 32

Client = tuple[str, int] | None
"""Address and port of the other side, unless it came by a socket of this machine."""


class Openings:
    """Counts connections, all of them and by address."""

    def __init__(self, most: int, most_per_address: int = 0) -> None:
        """Make it; 0 for an address sets no bound."""
        self.open = 0
        files = _descriptors()
        self._most = min(most, max(files - _OTHER_FILES - _SURPLUS, files // 2))
        self._most_per_address = most_per_address
        self._by_address: Counter[str] = Counter()

    def enter(self, client: Client) -> bool | None:
        """Count one more. ``False`` if it is one too many, ``None`` if it is not even to be heard.

        A few too many are heard, so that probes are answered however full the process is.
        """
        address = client[0] if client else ""
        self.open += 1
        self._by_address[address] += 1
        if self.open > self._most + _SURPLUS:
            return None
        if self._most_per_address and self._by_address[address] > self._most_per_address:
            return None
        return self.open <= self._most

    def leave(self, client: Client) -> None:
        """Count one less."""
        address = client[0] if client else ""
        self.open -= 1
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]


def _descriptors() -> int:
    """How many files the process may have open, after asking for as many as it can get."""
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
