"""All dataloaders of one operation."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from cache import Freshness, Kind, Soon, awaited, then
from domain.building import Building
from domain.device import Device, DeviceKind, PendingAction
from domain.energy_contract import EnergyContract
from domain.errors import UpstreamNotFound
from domain.user import User
from domain.visibility import VisibleOrganizationId, VisibleUserId
from loaders.by_building import ByBuilding
from loaders.details import Details
from loaders.loader import BatchLoader, ListLoader, Loader
from loaders.source import Source

PendingActionsKey = tuple[DeviceKind, VisibleUserId, str]
"""Kind of device, its owner, and the device's own id."""


_NAMES = (
    "users_by_organization",
    "user_by_id",
    "buildings_by_user",
    "energy_contracts_by_user",
    "devices_by_user",
    "devices_of_home",
    "contracts_of_home",
    "pending_actions_by_device",
)


class Loaders:
    """One loader per question. Made per operation, so that nobody reads anybody else's answers."""

    __slots__ = (
        "_details",
        "_is_expired",
        "_source",
        "buildings_by_user",
        "contracts_of_home",
        "devices_by_user",
        "devices_of_home",
        "energy_contracts_by_user",
        "pending_actions_by_device",
        "user_by_id",
        "users_by_organization",
    )

    def __init__(self, source: Source, organization_id: VisibleOrganizationId | None) -> None:
        """Make the loaders.

        Args:
            source: Where the rows come from.
            organization_id: Proof that all users of the organization may be listed; without it
                users are only looked up one by one.

        """
        self._source = source
        self._details: Details | None = None
        self._is_expired = False
        self.users_by_organization: ListLoader[tuple[VisibleOrganizationId, bool], tuple[User, ...]]
        self.users_by_organization = ListLoader(lambda key: source.users(key[0], include_deleted=key[1]))
        users = _Users(source, self.users_by_organization, organization_id)
        self.user_by_id: BatchLoader[VisibleUserId, User] = BatchLoader(users.fetch, users.held)
        self.buildings_by_user: ListLoader[VisibleUserId, tuple[Building, ...]]
        self.buildings_by_user = ListLoader(source.buildings, partial(source.held_lists, Kind.BUILDINGS))
        self.energy_contracts_by_user: ListLoader[VisibleUserId, tuple[EnergyContract, ...]]
        self.energy_contracts_by_user = ListLoader(
            source.energy_contracts, partial(source.held_lists, Kind.ENERGY_CONTRACTS)
        )
        self.devices_by_user: ListLoader[tuple[DeviceKind, VisibleUserId], tuple[Device, ...]]
        self.devices_by_user = ListLoader(lambda key: source.devices(*key))
        self.devices_of_home: ListLoader[VisibleUserId, ByBuilding[Device]]
        self.devices_of_home = ListLoader(
            partial(_devices_of_home, source, self.devices_by_user),
            partial(source.held_by_building, Kind.DEVICES),
        )
        self.contracts_of_home: ListLoader[VisibleUserId, ByBuilding[EnergyContract]]
        self.contracts_of_home = ListLoader(
            partial(_contracts_of_home, source, self.energy_contracts_by_user),
            partial(source.held_by_building, Kind.ENERGY_CONTRACTS),
        )
        self.pending_actions_by_device: ListLoader[PendingActionsKey, tuple[PendingAction, ...]]
        self.pending_actions_by_device = ListLoader(lambda key: source.pending_actions(*key))

    @property
    def details(self) -> Details:
        """The loaders of what hangs off one device or the organization."""
        if self._details is None:
            self._details = Details(self._source)
            if self._is_expired:
                self._details.expire()
        return self._details

    @property
    def freshness(self) -> Freshness:
        """How fresh everything that was loaded so far is."""
        return self._source.freshness

    def expire(self) -> None:
        """Fail everything that is still awaited: the operation's time is up."""
        self.freshness.note_doubt()
        for loader in self._own():
            loader.expire()
        self._is_expired = True
        if self._details is not None:
            self._details.expire()

    def forget(self) -> None:
        """Ask everything anew from now on: this operation has written something."""
        for loader in self._own():
            loader.forget()
        if self._details is not None:
            self._details.forget()

    def asked(self) -> dict[str, int]:
        """How many different keys each loader was asked for, by its name; those with none are left out."""
        asked = {name: count for name in _NAMES if (count := getattr(self, name).asked)}
        return asked if self._details is None else asked | self._details.asked()

    def _own(self) -> tuple[Loader[Any, Any], ...]:
        return (
            self.users_by_organization,
            self.user_by_id,
            self.buildings_by_user,
            self.energy_contracts_by_user,
            self.devices_by_user,
            self.devices_of_home,
            self.contracts_of_home,
            self.pending_actions_by_device,
        )


# What loaders ask for is no method of `Loaders`: a loader that held the object which holds it would
# keep everything of its operation until the garbage collector comes.


def _devices_of_home(
    source: Source,
    devices_by_user: ListLoader[tuple[DeviceKind, VisibleUserId], tuple[Device, ...]],
    user_id: VisibleUserId,
) -> Soon[ByBuilding[Device]]:
    (held,) = source.held_by_building(Kind.DEVICES, (user_id,))
    if held is not None:
        return held
    lists = devices_by_user.get_all([(kind, user_id) for kind in source.device_kinds])
    return then(lists, partial(source.devices_by_building, user_id))


def _contracts_of_home(
    source: Source,
    energy_contracts_by_user: ListLoader[VisibleUserId, tuple[EnergyContract, ...]],
    user_id: VisibleUserId,
) -> Soon[ByBuilding[EnergyContract]]:
    (held,) = source.held_by_building(Kind.ENERGY_CONTRACTS, (user_id,))
    if held is not None:
        return held
    contracts = energy_contracts_by_user.get(user_id)
    return then(contracts, partial(source.contracts_by_building, user_id))


class _Users:
    """Users by id, of an organization whose users may be listed if there is proof of that."""

    __slots__ = ("_everybody", "_lists", "_source")

    def __init__(
        self,
        source: Source,
        lists: ListLoader[tuple[VisibleOrganizationId, bool], tuple[User, ...]],
        organization_id: VisibleOrganizationId | None,
    ) -> None:
        self._source = source
        self._lists = lists
        self._everybody = organization_id and (organization_id, False)

    def held(self, user_id: VisibleUserId) -> User | None:
        # What was listed counts before what was looked up: an answer tells one story.
        if self._everybody and self._lists.knows(self._everybody):
            return None
        return self._source.held_user(user_id)

    async def fetch(self, user_ids: Sequence[VisibleUserId]) -> Mapping[VisibleUserId, User]:
        """One user is one small call; for several the organization's list is the cheaper call."""
        everybody = self._everybody
        if everybody and (len(user_ids) > 1 or self._lists.knows(everybody)):
            users = await self._lists.load(everybody)
            wanted = set(user_ids)
            return {VisibleUserId(user.user_id): user for user in users if user.user_id in wanted}
        found: dict[VisibleUserId, User] = {}
        for user_id in user_ids:
            try:
                found[user_id] = await awaited(self._source.user(user_id))
            except UpstreamNotFound:
                continue
        return found
