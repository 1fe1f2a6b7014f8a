"""Whether a read that failed is sent again, and when."""

from collections.abc import Callable

from domain.errors import UpstreamError, UpstreamThrottled, UpstreamTimeout, UpstreamUnavailable
from partner_api.discipline import Discipline
from partner_api.retry_budget import RetryBudget

_PASSING = frozenset({500, 502, 503, 504})


class Retries:
    """The decision for one organization. ``draw`` gives random numbers from 0 to 1."""

    def __init__(self, discipline: Discipline, budget: RetryBudget, draw: Callable[[], float]) -> None:
        self._attempts = discipline.attempts
        self._base = discipline.backoff_base
        self._most = discipline.backoff_most
        self._budget = budget
        self._draw = draw

    def seconds_before(
        self, attempt: int, error: UpstreamError, status: int | None, time_left: float
    ) -> float | None:
        """How long to wait before sending again; ``None`` if it is not worth it.

        ``attempt`` is how often the read was sent, ``status`` what the last answer said, if one came.
        ``time_left`` is until when the caller waits, less what an attempt surely takes.
        """
        if attempt >= self._attempts or not _may_pass(error, status):
            return None
        seconds = self._draw() * min(self._most, self._base * 2.0 ** (attempt - 1))
        if seconds >= time_left or not self._budget.take():
            return None
        return seconds


def _may_pass(error: UpstreamError, status: int | None) -> bool:
    """Whether the failure may be over soon. What the upstream says deliberately, it says again."""
    if isinstance(error, UpstreamThrottled | UpstreamTimeout):
        return True
    if not isinstance(error, UpstreamUnavailable):
        return False
    return status is None or status < 300 or status in _PASSING  # below 300: the body broke off
