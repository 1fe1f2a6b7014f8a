"""The audit log: one line for every mutation, without personal data or secrets."""

import logging
from collections.abc import Callable

from domain.roles import Viewer
from resolvers.audit import AuditEntry

_log = logging.getLogger("gateway.audit")


class AuditTrail:
    """Writes the audit lines of one operation: who, in which role, what, to what, and the outcome."""

    __slots__ = ("_count", "_request_id", "_viewer")

    def __init__(
        self, viewer: Viewer, request_id: str, count: Callable[[str, str], None] | None = None
    ) -> None:
        self._count = count
        self._viewer = viewer
        self._request_id = request_id

    def note(self, entry: AuditEntry) -> None:
        """Write a line, and count the mutation by its name and outcome."""
        if self._count is not None:
            self._count(entry.mutation, entry.outcome)
        _log.info(
            "mutation",
            extra={
                "mutation": entry.mutation,
                "outcome": entry.outcome,
                "organization_id": self._viewer.organization_id,
                "role": self._viewer.role.value,
                "viewer_id": self._viewer.user_id,
                "client_id": self._viewer.client_id,
                "objects": dict(entry.objects),
                "fields": list(entry.fields),
                "problems": list(entry.problems),
                "result": entry.result,
                "request_id": self._request_id,
            },
        )
