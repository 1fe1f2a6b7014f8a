"""For how long an answer of the upstream counts as fresh, by the kind of question."""

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
}
