"""The kinds of questions that the upstream is asked, and for how long each kind of answer is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """The kinds of questions that the upstream is asked."""

    __hash__ = object.__hash__  # Enum's own is Python, and every look into the cache hashes a kind

    USERS = "users"
    USER = "user"
    BUILDINGS = "buildings"
    ENERGY_CONTRACTS = "energy_contracts"
    DEVICES = "devices"
    PENDING_ACTIONS = "pending_actions"
    CHARGING_SESSION = "charging_session"
    CHARGING_SESSIONS = "charging_sessions"
    CHARGE_POLICY = "charge_policy"
    CHARGING_CONFIG = "charging_config"
    SAVINGS = "savings"
    STATISTICS = "statistics"
    TIME_SERIES = "time_series"
    SCHEDULES = "schedules"
    ONBOARDING_SESSION = "onboarding_session"
    ORGANIZATION_SAVINGS = "organization_savings"
    DAY_AHEAD_PRICES = "day_ahead_prices"
    LOAD_CURVE = "load_curve"


@dataclass(frozen=True, slots=True)
class Rule:
    """For how long an answer is kept, in seconds since the upstream was asked.

    Younger than ``fresh`` it is served as it is. For ``stale`` seconds more it is served too, and
    asked for anew behind that. Up to an age of ``if_error`` it is served in place of a failure.
    That there is no such thing is believed for ``absent`` seconds.

    A ``shared`` answer serves every viewer who may see it, in all replicas. Others are not kept.
    """

    fresh: float
    stale: float
    if_error: float
    absent: float
    shared: bool = True

    is_kept: bool = field(init=False)
    """Whether answers outlive the operations that wait for them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_kept", self.shared and self.fresh > 0)

    @property
    def lifetime(self) -> float:
        """The age from which an answer is of no use any more."""
        return max(self.fresh + self.stale, self.if_error, self.absent)


_HOUR = 3600
_NEVER_KEPT = Rule(fresh=0, stale=0, if_error=0, absent=0, shared=False)

RULES: Mapping[Kind, Rule] = {
    Kind.USERS: Rule(60, 300, _HOUR, 0),
    Kind.USER: Rule(60, 60, _HOUR, 10),
    Kind.BUILDINGS: Rule(300, 900, 6 * _HOUR, 10),
    Kind.ENERGY_CONTRACTS: Rule(300, 900, 6 * _HOUR, 10),
    # The upstream's own advice for lists of devices; their states change every 5 to 15 minutes.
    Kind.DEVICES: Rule(30, 120, _HOUR, 10),
    # Links that resolve an action carry a secret with an end of its own.
    Kind.PENDING_ACTIONS: _NEVER_KEPT,
    Kind.CHARGING_SESSION: Rule(30, 30, 900, 10),
    Kind.CHARGING_SESSIONS: Rule(60, 300, _HOUR, 10),
    Kind.CHARGE_POLICY: Rule(60, 120, _HOUR, 10),
    Kind.CHARGING_CONFIG: Rule(60, 120, _HOUR, 10),
    Kind.SAVINGS: Rule(300, 900, 6 * _HOUR, 10),
    Kind.STATISTICS: Rule(300, 900, 6 * _HOUR, 10),
    Kind.TIME_SERIES: Rule(60, 120, _HOUR, 10),
    Kind.SCHEDULES: Rule(60, 120, _HOUR, 10),
    # Its URL lets whoever has it connect a device.
    Kind.ONBOARDING_SESSION: _NEVER_KEPT,
    Kind.ORGANIZATION_SAVINGS: Rule(300, 900, 6 * _HOUR, 0),
    # Whoever trades on these must not be shown old ones without a word.
    Kind.DAY_AHEAD_PRICES: Rule(60, 0, _HOUR, 10),
    Kind.LOAD_CURVE: Rule(30, 0, 300, 10),
}
"""Everything that is kept, and for how long. docs/caching.md shows the same table."""

LONGEST_LIFETIME = max(rule.lifetime for rule in RULES.values())
