"""The keys in force: read once for all who wait, kept while the provider is down, renewed."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from gateway.authentication.key_sources import KeySource
from gateway.authentication.keys import UnusableKeySet, VerificationKey, parse_key_set

_log = logging.getLogger("gateway.authentication")

_MAX_AGE = timedelta(minutes=10)
_RETRY_WITHOUT_KEYS = timedelta(seconds=1)
_RETRY_WITH_KEYS = timedelta(minutes=1)
_PAUSE_FOR_UNKNOWN_KEYS = timedelta(seconds=10)
_MAX_CANDIDATES = 8


class KeyRing:
    """The current key set of one source.

    ``revision`` counts the times the keys changed, so that what was verified with older ones can
    be forgotten.
    """

    def __init__(self, source: KeySource, algorithms: frozenset[str], clock: Callable[[], datetime]) -> None:
        self.revision = 0
        self._source = source
        self._algorithms = algorithms
        self._clock = clock
        self._keys: tuple[VerificationKey, ...] = ()
        self._attempted_at: datetime | None = None
        self._read_at: datetime | None = None
        self._problem: str | None = None
        self._reading: asyncio.Task[None] | None = None

    async def ready(self) -> str | None:
        """None once there are keys, otherwise why there are none."""
        await self._ensure_keys()
        return None if self._keys else self._problem

    async def candidates(self, kid: str | None, algorithm: str) -> tuple[VerificationKey, ...]:
        """The keys that may have signed a token with that header; a few at most."""
        await self._ensure_keys()
        if kid is not None and not self._knows(kid):
            await self.renew()
        return tuple(
            key for key in self._keys if algorithm in key.algorithms and (kid is None or key.kid == kid)
        )[:_MAX_CANDIDATES]

    async def renew(self) -> None:
        """Read the keys again, unless that was tried within the last ten seconds.

        Whoever makes up key ids makes the gateway ask for a small document that often and not more;
        whoever holds a token of a key that was just brought into use waits that long at most.
        """
        await self._read(_PAUSE_FOR_UNKNOWN_KEYS)

    def why_unsure(self, kid: str | None) -> str | None:
        """Why it cannot be told whether such a key is in use: the last try to read the keys failed."""
        return None if kid is not None and self._knows(kid) else self._problem

    def renew_if_old(self) -> None:
        """Start reading the keys again behind the scenes once they are ten minutes old."""
        if self._read_at is not None and self._clock() - self._read_at >= _MAX_AGE:
            self._start(_RETRY_WITH_KEYS)

    async def aclose(self) -> None:
        """Give up a read that is under way."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def _knows(self, kid: str) -> bool:
        return any(key.kid == kid for key in self._keys)

    async def _ensure_keys(self) -> None:
        if not self._keys:
            await self._read(_RETRY_WITHOUT_KEYS)
        else:
            self.renew_if_old()

    async def _read(self, pause: timedelta) -> None:
        reading = self._start(pause)
        if reading is not None:
            # One waiter that goes away must not take the read from the others.
            await asyncio.shield(reading)

    def _start(self, pause: timedelta) -> asyncio.Task[None] | None:
        """The read under way, a new one, or None if the last attempt is too recent."""
        if self._reading is not None and not self._reading.done():
            return self._reading
        now = self._clock()
        if self._attempted_at is not None and now - self._attempted_at < pause:
            return None
        self._attempted_at = now
        self._reading = asyncio.create_task(self._load())
        return self._reading

    async def _load(self) -> None:
        try:
            raw = await self._source.read()
            keys = parse_key_set(raw, self._algorithms)
        except UnusableKeySet as error:
            self._problem = str(error)
            extra = {"reason": self._problem, "known_keys": len(self._keys)}
            _log.warning("the keys that verify tokens cannot be read", extra=extra)
            return
        self._problem = None
        self._read_at = self._clock()
        if keys != self._keys:
            self._keys = keys
            self.revision += 1
