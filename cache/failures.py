"""Failures, remembered for a second, so that a failing upstream is not asked by everybody at once."""

from collections.abc import Callable, Iterable

from cache.tag import Key, Tag
from domain.errors import UpstreamError

REMEMBERED_SECONDS = 1.0

_MOST = 10_000


class Failures:
    """The latest failures by key. ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures: dict[Key, tuple[float, UpstreamError]] = {}

    def __len__(self) -> int:
        return len(self._failures)

    def remember(self, key: Key, error: UpstreamError) -> None:
        """Note that a question has just failed."""
        now = self._clock()
        if len(self._failures) >= _MOST:
            self._failures = {each: failure for each, failure in self._failures.items() if failure[0] > now}
        if len(self._failures) < _MOST:
            self._failures[key] = (now + REMEMBERED_SECONDS, error)

    def of(self, key: Key) -> UpstreamError | None:
        """The failure of a question, if it is to be believed still."""
        failure = self._failures.get(key)
        if failure is None:
            return None
        until, error = failure
        if self._clock() < until:
            return error.with_traceback(None)
        del self._failures[key]
        return None

    def drop(self, tags: Iterable[Tag]) -> None:
        """Forget everything under these tags."""
        if self._failures:
            gone = frozenset(tags)
            self._failures = {key: failure for key, failure in self._failures.items() if key.tag not in gone}
