"""Whether a viewer still is what the token says, for streams that outlive the moment it was checked."""

from collections.abc import Callable
from datetime import UTC, datetime

from cache import awaited
from domain.errors import Forbidden, Unauthenticated, UpstreamNotFound
from domain.roles import Viewer
from loaders import Source
from permissions import Access, Matrix


class Standing:
    """Checks a viewer before every event of a stream.

    The token must not have expired, and where the viewer has a record whose role could be lower
    than the token claims, the record counts.
    """

    def __init__(
        self,
        matrix: Matrix,
        make_source: Callable[[Viewer, str], Source],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._matrix = matrix
        self._make_source = make_source
        self._now = now

    async def check(self, viewer: Viewer, request_id: str) -> None:
        """Do nothing if the viewer still stands.

        Raises:
            Unauthenticated: The token has expired.
            Forbidden: The upstream's own record of the viewer has a lower role, or is gone.
            UpstreamError: The record cannot be read; then nobody can tell.

        """
        if self._now() >= viewer.expires_at:
            raise Unauthenticated("the token expired during a stream")
        access = Access(viewer, self._matrix)
        user_id = access.record_to_recheck()
        if user_id is None:
            return
        try:
            record = await awaited(self._make_source(viewer, request_id).user(user_id, is_now=True))
        except UpstreamNotFound:
            raise Forbidden("the viewer's record is gone") from None
        if not access.covered_by(record.role):
            raise Forbidden("the viewer's role was lowered")
