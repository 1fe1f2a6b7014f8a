"""Which write makes which answers untrue: the table that read-your-writes rests on."""

from collections.abc import Mapping
from enum import Enum

from cache.freshness import Kind
from cache.tag import Tag


class Change(Enum):
    """What a write changes upstream."""

    USER_CREATED = "user_created"
    USER_UPDATED = "user_updated"
    USER_DELETED = "user_deleted"
    BUILDING_WRITTEN = "building_written"
    BUILDING_DELETED = "building_deleted"
    ENERGY_CONTRACT_WRITTEN = "energy_contract_written"
    DEVICE_WRITTEN = "device_written"
    BOOST_WRITTEN = "boost_written"
    CHARGE_POLICY_WRITTEN = "charge_policy_written"
    CHARGING_CONFIG_WRITTEN = "charging_config_written"
    DEVICE_RECONNECTED = "device_reconnected"
    PRICES_UPLOADED = "prices_uploaded"
    LOAD_CURVE_ANSWERED = "load_curve_answered"


OF_THE_ORGANIZATION = frozenset(
    {Kind.USERS, Kind.ORGANIZATION_SAVINGS, Kind.DAY_AHEAD_PRICES, Kind.LOAD_CURVE}
)
"""Kinds whose answers belong to the organization as a whole; all others belong to one user."""

_DEVICE = (Kind.DEVICES, Kind.PENDING_ACTIONS, Kind.CHARGING_CONFIG, Kind.CHARGE_POLICY, Kind.SCHEDULES)

PURGED_BY: Mapping[Change, tuple[Kind, ...]] = {
    Change.USER_CREATED: (Kind.USERS, Kind.USER),
    Change.USER_UPDATED: (Kind.USERS, Kind.USER),
    # Nothing of a deleted user may be answered any more.
    Change.USER_DELETED: tuple(Kind),
    Change.BUILDING_WRITTEN: (Kind.BUILDINGS,),
    # What the upstream does with the links to a building that goes is not documented.
    Change.BUILDING_DELETED: (Kind.BUILDINGS, Kind.ENERGY_CONTRACTS, Kind.DEVICES),
    Change.ENERGY_CONTRACT_WRITTEN: (Kind.ENERGY_CONTRACTS,),
    Change.DEVICE_WRITTEN: _DEVICE,
    Change.BOOST_WRITTEN: (Kind.DEVICES, Kind.CHARGING_SESSION, Kind.CHARGING_CONFIG),
    Change.CHARGE_POLICY_WRITTEN: (Kind.CHARGE_POLICY, Kind.DEVICES),
    # The devices carry the thresholds as well.
    Change.CHARGING_CONFIG_WRITTEN: (Kind.CHARGING_CONFIG, Kind.DEVICES),
    Change.DEVICE_RECONNECTED: (Kind.DEVICES, Kind.PENDING_ACTIONS),
    Change.PRICES_UPLOADED: (Kind.DAY_AHEAD_PRICES, Kind.LOAD_CURVE),
    Change.LOAD_CURVE_ANSWERED: (Kind.LOAD_CURVE,),
}


def purged_tags(change: Change, organization_id: str, owner_id: str | None) -> frozenset[Tag]:
    """The tags of all answers that a change makes untrue.

    ``owner_id`` is the user whose things were changed; ``None`` for changes of the organization.
    """
    return frozenset(
        Tag(organization_id, kind, None if kind in OF_THE_ORGANIZATION else owner_id)
        for kind in PURGED_BY[change]
        if kind in OF_THE_ORGANIZATION or owner_id is not None
    )
