"""An upstream that holds one number per question, and does what it is told."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from uuid import UUID

from cache import Ask, Cache, Freshness, Key, Kind, Tag, awaited
from domain.errors import UpstreamError

HOME = str(UUID(int=1))
OTHER = str(UUID(int=2))
ANNA = str(UUID(int=10))
BEN = str(UUID(int=11))


class Clock:
    """Stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def key_of(
    owner: str | None = ANNA,
    kind: Kind = Kind.DEVICES,
    organization: str = HOME,
    details: tuple[object, ...] = (),
) -> Key:
    return Key(Tag(organization, kind, owner), details)


class Upstream:
    """Versions by question. ``gate`` holds answers back while it is not set."""

    def __init__(self) -> None:
        self.versions: Counter[Key] = Counter()
        self.calls: list[Key] = []
        self.behind: list[Key] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.held: list[asyncio.Event] = []
        """What the next calls wait for, one each, before the gate."""
        self.error: UpstreamError | None = None
        self.delay = 0.0
        self.padding = ""

    def ask(self, key: Key) -> Ask[tuple[Key, int]]:
        """Makes the question of a key."""
        return lambda is_behind: _Question(self, key, is_behind)


class _Question:
    def __init__(self, upstream: Upstream, key: Key, is_behind: bool) -> None:
        self._upstream = upstream
        self._key = key
        self._is_behind = is_behind

    async def fetch(self) -> tuple[bytes, tuple[Key, int]]:
        upstream = self._upstream
        upstream.calls.append(self._key)
        if self._is_behind:
            upstream.behind.append(self._key)
        version = upstream.versions[self._key]
        error = upstream.error
        if upstream.held:
            await upstream.held.pop(0).wait()
        if upstream.delay:
            await asyncio.sleep(upstream.delay)
        await upstream.gate.wait()
        if error is not None:
            raise type(error)(*error.args)
        body = json.dumps([_text(self._key), version, upstream.padding]).encode()
        return body, self._decoded(body)

    @property
    def decode(self) -> Callable[[bytes], tuple[Key, int]]:
        return self._decoded

    def _decoded(self, body: bytes) -> tuple[Key, int]:
        text, version, _ = json.loads(body)
        if text != _text(self._key):
            raise AssertionError(f"{text} was answered to {self._key}")
        return self._key, version


def _text(key: Key) -> str:
    return repr((key.tag.organization_id, key.tag.kind.value, key.tag.owner_id, key.details))


class Reader:
    """A cache over an upstream, read by version."""

    def __init__(self, cache: Cache, upstream: Upstream) -> None:
        self.cache = cache
        self.upstream = upstream
        self.freshness = Freshness()

    async def read(self, key: Key) -> int:
        """The version that is served."""
        self.freshness = Freshness()
        found, version = await awaited(self.cache.read(key, self.upstream.ask(key), self.freshness))
        assert found == key
        return version


async def settle() -> None:
    """Let everything run that can run without waiting."""
    for _ in range(20):
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for another program."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.005)
