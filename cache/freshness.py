"""The kinds of questions that the upstream is asked, and for how long an answer counts as fresh."""

from collections.abc import Mapping
from enum import Enum


class Kind(Enum):
    """The kinds of questions that the upstream is asked."""

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


FRESH_SECONDS: Mapping[Kind, float] = {
    Kind.USERS: 60,
    Kind.USER: 60,
    Kind.BUILDINGS: 300,
    Kind.ENERGY_CONTRACTS: 300,
    # The upstream's own advice for lists of devices; their states change every 5 to 15 minutes.
    Kind.DEVICES: 30,
    # Links that resolve an action carry a secret with an end of its own.
    Kind.PENDING_ACTIONS: 0,
    Kind.CHARGING_SESSION: 30,
    Kind.CHARGING_SESSIONS: 60,
    Kind.CHARGE_POLICY: 60,
    Kind.CHARGING_CONFIG: 60,
    Kind.SAVINGS: 300,
    Kind.STATISTICS: 300,
    Kind.TIME_SERIES: 60,
    Kind.SCHEDULES: 60,
    # Its URL lets whoever has it connect a device.
    Kind.ONBOARDING_SESSION: 0,
    Kind.ORGANIZATION_SAVINGS: 300,
    Kind.DAY_AHEAD_PRICES: 60,
    Kind.LOAD_CURVE: 30,
}
