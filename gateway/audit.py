"""The audit log: one line for every mutation, without personal data or secrets."""

import logging

from domain.roles import Viewer
from resolvers.audit import AuditEntry

_log = logging.getLogger("gateway.audit")


class AuditTrail:
    """Writes the audit lines of one operation: who, in which role, what, to what, and the outcome."""

    __slots__ = ("_request_id", "_viewer")

    def __init__(self, viewer: Viewer, request_id: str) -> None:
        self._viewer = viewer
        self._request_id = request_id

    def note(self, entry: AuditEntry) -> None:
        """Write a line."""
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
