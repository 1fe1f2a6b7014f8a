"""Telling the log that the upstream fails, without drowning it."""

import logging
import time
from collections.abc import Callable

from partner_api import UpstreamCall

_log = logging.getLogger("gateway.upstream")

_QUIET_SECONDS = 10.0
_FINE = frozenset({"OK", "ABANDONED"})


class UpstreamLog:
    """Logs failed calls: for each operation and outcome the first, and then how many every ten seconds.

    An outage makes thousands of equal failures a second; one line says as much as all of them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: dict[tuple[str, str], float] = {}
        self._unsaid: dict[tuple[str, str], int] = {}

    def __call__(self, call: UpstreamCall) -> None:
        """Note one call that ended."""
        if call.outcome in _FINE:
            return
        kind, now = (call.operation, call.outcome), self._clock()
        self._unsaid[kind] = self._unsaid.get(kind, 0) + 1
        if now - self._since.get(kind, -_QUIET_SECONDS) < _QUIET_SECONDS:
            return
        self._since[kind] = now
        _log.warning(
            "upstream call failed",
            extra={
                "operation": call.operation,
                "outcome": call.outcome,
                "status": call.status,
                "organization_id": call.organization_id,
                "seconds": round(call.seconds, 3),
                "times": self._unsaid.pop(kind),
            },
        )
