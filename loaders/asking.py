"""Asking the Partner API on behalf of one operation."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from cache import Cache, Freshness, Key, Kind, Tag
from loaders.observing import ObservedQuestion, Observer
from partner_api import PartnerApi, Priority, Read

T = TypeVar("T")


class Asking:
    """What all reads of one organization share, for one operation.

    Every question is keyed by the organization and everything else its answer depends on, so that
    equal questions of different operations can share one call and its answer. That is safe because
    all calls are made with the organization's own credentials, and who may see the answer is decided
    above.
    """

    __slots__ = ("_api", "_behind", "_cache", "_observer", "_organization_id", "_request_id", "freshness")

    def __init__(
        self,
        api: PartnerApi,
        cache: Cache,
        organization_id: str,
        request_id: str,
        observer: Observer | None = None,
    ) -> None:
        self._observer = observer
        self._api = api
        self._behind = api.within(priority=Priority.BACKGROUND)  # for calls that nobody waits for
        self._cache = cache
        self._organization_id = organization_id
        self._request_id = request_id
        self.freshness = Freshness()
        """How fresh everything that was asked so far is."""

    def _ask(
        self,
        kind: Kind,
        owner_id: str | None,
        details: tuple[object, ...],
        ask: Callable[[PartnerApi], Read[T]],
        *,
        is_now: bool = False,
    ) -> asyncio.Future[T]:
        """Ask something whose answer is kept; ``is_now`` asks in any case, and keeps the answer."""
        read = self._cache.refresh if is_now else self._cache.read
        key = self._key(kind, owner_id, details)
        if self._observer is not None:
            observed = self._observer.asked(kind, self.freshness)

            def observed_question(is_behind: bool) -> Read[T]:
                return ask((self._behind if is_behind else self._api).watched_by(observed.watch))

            return _observed(read(key, observed_question, observed.freshness), observed)

        def question(is_behind: bool) -> Read[T]:
            return ask(self._behind if is_behind else self._api)

        return read(key, question, self.freshness)

    def _share(
        self,
        kind: Kind,
        owner_id: str | None,
        details: tuple[object, ...],
        fetch: Callable[[PartnerApi], Coroutine[Any, Any, T]],
    ) -> asyncio.Future[T]:
        """Ask something whose answer holds a secret and is never kept."""
        key = self._key(kind, owner_id, details)
        if self._observer is not None:
            observed = self._observer.asked(kind, self.freshness)
            watched = self._api.watched_by(observed.watch)
            return _observed(self._cache.share(key, lambda: fetch(watched), observed.freshness), observed)
        return self._cache.share(key, lambda: fetch(self._api), self.freshness)

    def _key(self, kind: Kind, owner_id: str | None, details: tuple[object, ...]) -> Key:
        return Key(Tag(self._organization_id, kind, owner_id), details)


def _observed(answer: asyncio.Future[T], question: ObservedQuestion) -> asyncio.Future[T]:
    if answer.done():  # it was held here: the event loop need not be asked to tell
        question.settled(answer)
    else:
        answer.add_done_callback(question.settled)
    return answer
