"""All dataloaders of one operation."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

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

UsersKey = tuple[VisibleOrganizationId, bool]
"""The organization, and whether those who were removed are among its users."""

DevicesKey = tuple[DeviceKind, VisibleUserId]
"""Kind of device, and its owner."""

PendingActionsKey = tuple[DeviceKind, VisibleUserId, str]
"""Kind of device, its owner, and the device's own id."""


class Loaders:
    """One loader per question. Made per operation, so that nobody reads anybody else's answers.

    Each is made when it is first asked for: most operations need two or three.
    """

    __slots__ = (
        "_details",
        "_is_expired",
        "_made",
        "_organization_id",
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

    users_by_organization: ListLoader[UsersKey, tuple[User, ...]]
    user_by_id: BatchLoader[VisibleUserId, User]
    buildings_by_user: ListLoader[VisibleUserId, tuple[Building, ...]]
    energy_contracts_by_user: ListLoader[VisibleUserId, tuple[EnergyContract, ...]]
    devices_by_user: ListLoader[DevicesKey, tuple[Device, ...]]
    devices_of_home: ListLoader[VisibleUserId, ByBuilding[Device]]
    contracts_of_home: ListLoader[VisibleUserId, ByBuilding[EnergyContract]]
    pending_actions_by_device: ListLoader[PendingActionsKey, tuple[PendingAction, ...]]

    def __init__(self, source: Source, organization_id: VisibleOrganizationId | None) -> None:
        """Make the loaders.

        Args:
            source: Where the rows come from.
            organization_id: Proof that all users of the organization may be listed; without it
                users are only looked up one by one.

        """
        self._source = source
        self._organization_id = organization_id
        self._made: dict[str, Loader[Any, Any]] = {}
        self._details: Details | None = None
        self._is_expired = False

    if not TYPE_CHECKING:  # for a type checker every loader is there

        def __getattr__(self, name: str) -> Loader[Any, Any]:
            make = _MAKERS.get(name)
            if make is None:
                raise AttributeError(name)
            loader = self._made[name] = make(self, self._source, self._organization_id)
            if self._is_expired:
                loader.expire()
            setattr(self, name, loader)
            return loader

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
        for loader in self._made.values():
            loader.expire()
        self._is_expired = True
        if self._details is not None:
            self._details.expire()

    def forget(self) -> None:
        """Ask everything anew from now on: this operation has written something."""
        for loader in self._made.values():
            loader.forget()
        if self._details is not None:
            self._details.forget()

    def asked(self) -> dict[str, int]:
        """How many different keys each loader was asked for, by its name; those with none are left out."""
        asked = {name: count for name, loader in self._made.items() if (count := loader.asked)}
        return asked if self._details is None else asked | self._details.asked()


# What loaders ask for is no method of `Loaders`: a loader that held the object which holds it would
# keep everything of its operation until the garbage collector comes.


def _devices_of_home(
    source: Source,
    devices_by_user: ListLoader[DevicesKey, tuple[Device, ...]],
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
        lists: ListLoader[UsersKey, tuple[User, ...]],
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


def _users(
    loaders: Loaders, source: Source, organization_id: VisibleOrganizationId | None
) -> Loader[Any, Any]:
    users = _Users(source, loaders.users_by_organization, organization_id)
    return BatchLoader(users.fetch, users.held)


_MAKERS: Mapping[str, Callable[[Loaders, Source, VisibleOrganizationId | None], Loader[Any, Any]]] = {
    "users_by_organization": lambda _, source, __: ListLoader(
        lambda key: source.users(key[0], include_deleted=key[1])
    ),
    "user_by_id": _users,
    "buildings_by_user": lambda _, source, __: ListLoader(
        source.buildings, partial(source.held_lists, Kind.BUILDINGS)
    ),
    "energy_contracts_by_user": lambda _, source, __: ListLoader(
        source.energy_contracts, partial(source.held_lists, Kind.ENERGY_CONTRACTS)
    ),
    "devices_by_user": lambda _, source, __: ListLoader(lambda key: source.devices(*key)),
    "devices_of_home": lambda loaders, source, _: ListLoader(
        partial(_devices_of_home, source, loaders.devices_by_user),
        partial(source.held_by_building, Kind.DEVICES),
    ),
    "contracts_of_home": lambda loaders, source, _: ListLoader(
        partial(_contracts_of_home, source, loaders.energy_contracts_by_user),
        partial(source.held_by_building, Kind.ENERGY_CONTRACTS),
    ),
    "pending_actions_by_device": lambda _, source, __: ListLoader(lambda key: source.pending_actions(*key)),
}
"""How each loader is made, by its name."""
