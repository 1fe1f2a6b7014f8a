"""What a viewer may still claim to be: the token's role and the upstream's own record, the lower counts."""

from collections.abc import Callable
from uuid import uuid4

import msgspec

from cache import awaited
from domain.errors import IdentityUnavailable, Unauthenticated, UpstreamError, UpstreamNotFound
from domain.roles import Viewer
from loaders import Source
from permissions import Access, Matrix


class RoleCheck:
    """Looks up viewers whose record could have a lower role than their token claims.

    The record is kept and shared like any other: one call a minute for each viewer, none behind a
    write through this gateway, and the last one known helps out while the upstream fails, for an hour.
    """

    def __init__(self, matrix: Matrix, make_source: Callable[[Viewer, str], Source]) -> None:
        self._matrix = matrix
        self._make_source = make_source

    async def apply(self, viewer: Viewer) -> Viewer:
        """The viewer with the lower one of both roles.

        Raises:
            Unauthenticated: The record is gone, or has a role that nobody knows.
            IdentityUnavailable: The record cannot be read, and is not known from before.

        """
        access = Access(viewer, self._matrix)
        user_id = access.record_to_recheck()
        if user_id is None:
            return viewer
        try:
            record = await awaited(self._make_source(viewer, uuid4().hex).user(user_id))
        except UpstreamNotFound:
            raise Unauthenticated("the viewer's record is gone") from None
        except UpstreamError as error:
            raise IdentityUnavailable(f"the viewer's record cannot be read: {error.code}") from None
        if access.covered_by(record.role):
            return viewer
        lowered = access.lowered_to(record.role)
        if lowered is None:
            raise Unauthenticated("the viewer's record has a role that is not known")
        return msgspec.structs.replace(viewer, role=lowered)
