"""How the client stands towards each organization's upstream at one moment, for metrics."""

import msgspec


class UpstreamState(msgspec.Struct, frozen=True, kw_only=True):
    """One organization.

    ``limit`` and ``in_flight_of_all`` are those of the upstream, which organizations of the same
    address share. ``retries_left`` is how many repetitions the budget has. ``paused_seconds`` is how
    long calls still wait because of a ``Retry-After``. ``has_token`` is whether calls need not wait
    for one.
    """

    organization_id: str
    is_breaker_open: bool
    times_breaker_opened: int
    limit: int
    in_flight_of_all: int
    in_flight: int
    waiting: int
    retries_left: float
    paused_seconds: float
    has_token: bool
