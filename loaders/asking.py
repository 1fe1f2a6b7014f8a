"""Asking the Partner API on behalf of one operation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from cache import Cache, Freshness, Key, Kind, Soon, Tag
from loaders.observing import ObservedQuestion, Observer
from partner_api import PartnerApi, Priority, Read, Watch

T = TypeVar("T")


class Asking:
    """What all reads of one organization share, for one operation.

    Every question is keyed by the organization and everything else its answer depends on, so that
    equal questions of different operations can share one call and its answer. That is safe because
    all calls are made with the organization's own credentials, and who may see the answer is decided
    above.
    """

    __slots__ = (
        "_api",
        "_behind",
        "_cache",
        "_deadline",
        "_in_time",
        "_observer",
        "_organization_id",
        "_request_id",
        "_watch",
        "freshness",
    )

    def __init__(
        self,
        api: PartnerApi,
        cache: Cache,
        organization_id: str,
        request_id: str,
        deadline: float | None = None,
        watch: Watch | None = None,
        observer: Observer | None = None,
    ) -> None:
        """Make the source of an operation, or of a poller.

        Args:
            api: The client.
            cache: Where answers are kept.
            organization_id: Whose answers.
            request_id: What upstream calls are to be known by.
            deadline: When calls must have ended, in monotonic seconds.
            watch: Who is told of the calls.
            observer: Who is told of each question.

        """
        self._api = api
        self._deadline = deadline
        self._watch = watch
        self._observer = observer
        # Both are made when something is asked: most operations find all that they need.
        self._in_time: PartnerApi | None = None
        self._behind: PartnerApi | None = None
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
    ) -> Soon[T]:
        """Ask something whose answer is kept; ``is_now`` asks in any case, and keeps the answer."""
        read = self._cache.refresh if is_now else self._cache.read
        key = self._key(kind, owner_id, details)
        if self._observer is not None:
            observed = self._observer.asked(kind, self.freshness)

            def observed_question(is_behind: bool) -> Read[T]:
                api = self._api_behind() if is_behind else self._api_in_time()
                return ask(api.watched_by(observed.watch))

            return _observed(read(key, observed_question, observed.freshness), observed)

        def question(is_behind: bool) -> Read[T]:
            return ask(self._api_behind() if is_behind else self._api_in_time())

        return read(key, question, self.freshness)

    def _held(self, kind: Kind, owner_id: str | None, details: tuple[object, ...] = ()) -> object | None:
        """The answer to a question if it is held in this process and fresh; it is never ``None``.

        Where questions are observed, all of them are asked.
        """
        if self._observer is not None:
            return None
        return self._cache.held(self._key(kind, owner_id, details), self.freshness, None)

    def _held_each(
        self, kind: Kind, owner_ids: Sequence[str], details: tuple[object, ...] = ()
    ) -> list[object | None]:
        """The same for many owners."""
        if self._observer is not None:
            return [None] * len(owner_ids)
        return self._cache.held_each(kind, owner_ids, details, self._organization_id, self.freshness)

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

            def observed_fetch() -> Coroutine[Any, Any, T]:
                return fetch(self._api_in_time().watched_by(observed.watch))

            return _observed_future(self._cache.share(key, observed_fetch, observed.freshness), observed)
        return self._cache.share(key, lambda: fetch(self._api_in_time()), self.freshness)

    def _api_in_time(self) -> PartnerApi:
        """The client for calls that somebody waits for."""
        if self._in_time is None:
            deadline = self._deadline
            self._in_time = self._api
            if deadline is not None or self._watch is not None:
                self._in_time = self._api.within(deadline=deadline, watch=self._watch)
        return self._in_time

    def _api_behind(self) -> PartnerApi:
        """The client for calls that nobody waits for."""
        if self._behind is None:
            self._behind = self._api.within(priority=Priority.BACKGROUND, watch=self._watch)
        return self._behind

    def _key(self, kind: Kind, owner_id: str | None, details: tuple[object, ...]) -> Key:
        return Key(Tag(self._organization_id, kind, owner_id), details)


def _observed(answer: Soon[T], question: ObservedQuestion) -> Soon[T]:
    if isinstance(answer, asyncio.Future):
        return _observed_future(answer, question)
    question.settled(None)
    return answer


def _observed_future(answer: asyncio.Future[T], question: ObservedQuestion) -> asyncio.Future[T]:
    if answer.done():  # the event loop need not be asked to tell
        question.settled(answer)
    else:
        answer.add_done_callback(question.settled)
    return answer
