"""What all writes build on: each is done once, and seen by every reader afterwards."""

from collections.abc import Awaitable, Callable
from typing import Self, TypeVar

from cache import Attempt, Change, Claim, Renew, purged_tags
from domain.errors import UpstreamNotFound
from domain.visibility import PermittedUserId
from loaders.loaders import Loaders
from loaders.purging import Purging
from loaders.writing.added import Added
from partner_api import PartnerApi

T = TypeVar("T")


class Writing:
    """The writes of one organization, for one operation.

    Every method raises what the client's raises (:class:`partner_api.PartnerApi`), and

    Raises:
        IdempotencyKeyReused: The operation's key was used for another one before.

    """

    __slots__ = ("_api", "_claim", "_loaders", "_organization_id", "_place", "_purging", "_request_id")

    def __init__(
        self,
        api: PartnerApi,
        purging: Purging,
        loaders: Loaders,
        claim: Claim | None,
        organization_id: str,
        request_id: str,
        place: str = "",
    ) -> None:
        """Wire the parts.

        Args:
            api: What writes.
            purging: What makes writes seen by others.
            loaders: The operation's own reads, which must see its writes.
            claim: The operation's idempotency key, if the client gave one.
            organization_id: Whose Partner API is written to.
            request_id: Goes with every call.
            place: Where in the operation the write is.

        """
        self._api = api
        self._purging = purging
        self._loaders = loaders
        self._claim = claim
        self._organization_id = organization_id
        self._request_id = request_id
        self._place = place

    def at(self, place: str) -> Self:
        """The same for a place in the operation: a document may hold several mutations."""
        return type(self)(
            self._api,
            self._purging,
            self._loaders,
            self._claim,
            self._organization_id,
            self._request_id,
            place,
        )

    async def was_tried(self) -> bool:
        """Whether this write came with the same idempotency key before, and was not refused."""
        return self._claim is not None and await self._claim.was_tried(self._place)

    async def _add(
        self,
        change: Change,
        owner_id: PermittedUserId | None,
        send: Callable[[], Awaitable[T]],
        added: Added[T],
    ) -> T | None:
        """Add something to a list, once: before it is added again, it is looked for among the new."""

        async def again(before: tuple[str, ...], renew: Renew) -> T | None:
            found = await added.find_new(before)
            if found is not None:
                return found
            await renew()
            return await send()

        async def first() -> T | None:
            return await send()

        def outcome(row: T | None) -> str:
            return "" if row is None else added.own_id(row)

        return await self._run(
            change, owner_id, Attempt(first, outcome, added.find, before=added.ids, again=again)
        )

    async def _change(
        self,
        change: Change,
        owner_id: PermittedUserId,
        send: Callable[[], Awaitable[T]],
        read: Callable[[], Awaitable[T | None]],
    ) -> T | None:
        """Set fields, which may be done again: it sets the same values."""

        async def first() -> T | None:
            return await send()

        async def recall(_: str) -> T | None:
            try:
                return await read()
            except UpstreamNotFound:
                return None

        return await self._run(change, owner_id, Attempt(first, nothing, recall))

    async def _remove(
        self, change: Change, owner_id: PermittedUserId, send: Callable[[], Awaitable[None]]
    ) -> None:
        """End something, which the second time is not there any more."""

        async def again(_: tuple[str, ...], _renew: Renew) -> None:
            try:
                await send()
            except UpstreamNotFound:
                return

        await self._run(change, owner_id, Attempt(send, nothing, done, again=again))

    async def _run(self, change: Change, owner_id: PermittedUserId | None, attempt: Attempt[T]) -> T:
        if self._claim is None:
            return await self._purge_after(change, owner_id, attempt.send)
        claim = self._claim
        return await self._purge_after(change, owner_id, lambda: claim.run(self._place, attempt))

    async def _purge_after(
        self, change: Change, owner_id: PermittedUserId | None, write: Callable[[], Awaitable[T]]
    ) -> T:
        try:
            return await write()
        finally:
            await self._purging.purge(purged_tags(change, self._organization_id, owner_id))
            self._loaders.forget()


def nothing(_: object) -> str:
    """What to remember of a write that answers nothing."""
    return ""


async def done(_: str) -> None:
    """Recall a write that answers nothing."""
