"""The service token of one organization: OAuth 2 client credentials.

One request however many wait, renewed before it expires while the old token is still used,
replaced once after a 401. Tokens appear in no log line, ``repr`` or exception.
"""

import asyncio
import copy
from collections.abc import Awaitable, Callable

from domain.errors import UpstreamError
from partner_api.token_request import Token

_REMEMBER_FAILURE_SECONDS = 1.0
_MAXIMUM_MARGIN_SECONDS = 60.0
_MARGIN_SHARE = 0.1


class TokenSource:
    """Keeps the token. ``fetch`` asks the token endpoint and raises an ``UpstreamError``."""

    def __init__(self, fetch: Callable[[], Awaitable[Token]], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._header: str | None = None
        self._renew_at = 0.0
        self._expires_at = 0.0
        self._failure: UpstreamError | None = None
        self._failed_at = 0.0
        self._useless_at: float | None = None
        self._task: asyncio.Task[str | UpstreamError] | None = None

    def is_at_hand(self, now: float) -> bool:
        """Whether :meth:`header` answers without waiting."""
        return self._header is not None and now < self._expires_at

    def at_hand(self) -> str | None:
        """What :meth:`header` gives, if that need not wait."""
        now = self._clock()
        if self._header is None or now >= self._expires_at:
            return None
        if now >= self._renew_at and self._task is None and self._recent_failure(now) is None:
            self._start()
        return self._header

    async def header(self) -> str:
        """Give the value of the ``Authorization`` header, fetching a token only if there is none.

        Raises:
            UpstreamError: There is no token to be had.

        """
        header = self.at_hand()
        if header is not None:
            return header
        failure = self._recent_failure(self._clock())
        if self._task is None and failure is not None:
            raise copy.copy(failure)
        # Shielded: when the caller that happened to be first is cancelled, the others still wait.
        result = await asyncio.shield(self._task or self._start())
        if isinstance(result, UpstreamError):
            # A copy each, or a thousand waiters would pile their tracebacks up on one exception.
            raise copy.copy(result)
        return result

    def refused(self, header: str) -> bool:
        """Tell that the upstream answered 401 to this header.

        Returns whether it is worth trying again: with a token that somebody else fetched in the
        meantime, or with a new one. It is not while the last replacement was refused, too, less
        than a second ago.
        """
        if header != self._header:
            return True
        if self._useless_at is not None and self._clock() - self._useless_at < _REMEMBER_FAILURE_SECONDS:
            return False
        self._header = None
        return True

    def replacement_refused(self) -> None:
        """Tell that the new token got a 401 as well."""
        self._useless_at = self._clock()

    async def aclose(self) -> None:
        """Stop a running renewal."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _recent_failure(self, now: float) -> UpstreamError | None:
        return self._failure if now - self._failed_at < _REMEMBER_FAILURE_SECONDS else None

    def _start(self) -> asyncio.Task[str | UpstreamError]:
        self._task = asyncio.create_task(self._renew())
        self._task.add_done_callback(self._finished)
        return self._task

    def _finished(self, _: object) -> None:
        self._task = None

    async def _renew(self) -> str | UpstreamError:
        """Fetch a token. Errors are returned: a renewal ahead of time has nobody to raise them to."""
        started = self._clock()
        try:
            token = await self._fetch()
        except UpstreamError as error:
            self._failure = error.with_traceback(None)
            self._failed_at = self._clock()
            return error
        self._failure = None
        self._header = f"Bearer {token.access_token}"
        margin = min(_MAXIMUM_MARGIN_SECONDS, token.expires_in_seconds * _MARGIN_SHARE)
        self._expires_at = started + token.expires_in_seconds
        self._renew_at = self._expires_at - margin
        return self._header
