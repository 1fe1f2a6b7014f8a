"""Asking the Partner API on behalf of one operation."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from cache import FRESH_SECONDS, Key, Kind, SingleFlight, Tag
from partner_api import PartnerApi

T = TypeVar("T")


class Asking:
    """What all reads of one organization share, for one operation.

    Every question is keyed by the organization and everything else its answer depends on, so that
    equal questions of different operations can share one call. That is safe because all calls are
    made with the organization's own credentials, and who may see the answer is decided above.
    """

    __slots__ = ("_api", "_flights", "_organization_id", "_request_id", "fresh_seconds")

    def __init__(self, api: PartnerApi, flights: SingleFlight, organization_id: str, request_id: str) -> None:
        self._api = api
        self._flights = flights
        self._organization_id = organization_id
        self._request_id = request_id
        self.fresh_seconds: float = max(FRESH_SECONDS.values())
        """For how long everything that was asked so far counts as fresh."""

    def _ask(
        self,
        kind: Kind,
        owner_id: str | None,
        details: tuple[object, ...],
        fetch: Callable[[], Coroutine[Any, Any, T]],
    ) -> asyncio.Future[T]:
        self.fresh_seconds = min(self.fresh_seconds, FRESH_SECONDS[kind])
        return self._flights.join(Key(Tag(self._organization_id, kind, owner_id), details), fetch)
