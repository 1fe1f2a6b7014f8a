"""Where loaders get their rows: the Partner API, one shared call per question at a time."""

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any, cast

from cache import Kind, Soon, awaited
from domain.building import Building
from domain.charge_policy import ChargePolicy
from domain.charging_config import ChargingConfig
from domain.charging_session import ChargingSession
from domain.charging_session_page import ChargingSessionPage
from domain.device import Device, DeviceKind, PendingAction
from domain.energy_contract import EnergyContract
from domain.onboarding_session import OnboardingSession
from domain.user import User
from domain.visibility import VisibleOrganizationId, VisibleUserId
from loaders.by_building import ByBuilding
from loaders.figures import Figures

_BY_BUILDING = ("by building",)


class Source(Figures):
    """Everything that loaders ask about one organization, for one operation.

    Rows come back in a fixed order: the upstream promises none.
    """

    __slots__ = ()

    @property
    def device_kinds(self) -> tuple[DeviceKind, ...]:
        """The kinds of devices that there may be, in the order in which they are shown."""
        return self._api.device_kinds

    def users(
        self, organization_id: VisibleOrganizationId, *, include_deleted: bool
    ) -> Soon[tuple[User, ...]]:
        """All users of the organization."""
        return self._ask(
            Kind.USERS,
            None,
            (include_deleted,),
            lambda api: api.users(
                organization_id, include_deleted=include_deleted, request_id=self._request_id
            ).arranged(_by_id),
        )

    def user(self, user_id: VisibleUserId, *, is_now: bool = False) -> Soon[User]:
        """One user; ``is_now`` asks for the record as it is now, whatever is kept of it."""
        return self._ask(
            Kind.USER,
            user_id,
            (),
            lambda api: api.user(self._organization_id, user_id, request_id=self._request_id),
            is_now=is_now,
        )

    def held_user(self, user_id: VisibleUserId) -> User | None:
        """The record of one user, if it is held and fresh."""
        return cast("User | None", self._held(Kind.USER, user_id))

    def buildings(self, user_id: VisibleUserId) -> Soon[tuple[Building, ...]]:
        """The buildings of a user, by name."""
        return self._ask(
            Kind.BUILDINGS,
            user_id,
            (),
            lambda api: api.buildings(self._organization_id, user_id, request_id=self._request_id).arranged(
                _by_name
            ),
        )

    def energy_contracts(self, user_id: VisibleUserId) -> Soon[tuple[EnergyContract, ...]]:
        """The energy contracts of a user: first those for all buildings, then by building."""
        return self._ask(
            Kind.ENERGY_CONTRACTS,
            user_id,
            (),
            lambda api: api.energy_contracts(
                self._organization_id, user_id, request_id=self._request_id
            ).arranged(_contracts_in_order),
        )

    def devices(
        self, kind: DeviceKind, user_id: VisibleUserId, *, is_now: bool = False
    ) -> Soon[tuple[Device, ...]]:
        """The devices of one kind of a user, the oldest first."""
        return self._ask(
            Kind.DEVICES,
            user_id,
            (kind,),
            lambda api: api.devices(
                self._organization_id, user_id, kind, request_id=self._request_id
            ).arranged(_oldest_first),
            is_now=is_now,
        )

    def held_lists(self, kind: Kind, user_ids: Sequence[VisibleUserId]) -> Sequence[tuple[Any, ...] | None]:
        """What there is of one kind of list of each of these users, fresh and held."""
        return cast("Sequence[tuple[Any, ...] | None]", self._held_each(kind, user_ids))

    def held_by_building(
        self, kind: Kind, user_ids: Sequence[VisibleUserId]
    ) -> Sequence[ByBuilding[Any] | None]:
        """The same by building, where it was kept so and all that it was made of is fresh."""
        found = self._held_each(kind, user_ids, _BY_BUILDING)
        return cast("Sequence[ByBuilding[Any] | None]", found)

    def devices_by_building(
        self, user_id: VisibleUserId, lists: Sequence[tuple[Device, ...]]
    ) -> ByBuilding[Device]:
        """The devices of the lists of all kinds, in the order of the kinds; found again the next time."""
        devices = ByBuilding(tuple(chain.from_iterable(lists)))
        self._keep(Kind.DEVICES, user_id, [(kind,) for kind in self.device_kinds], lists, devices)
        return devices

    def contracts_by_building(
        self, user_id: VisibleUserId, contracts: tuple[EnergyContract, ...]
    ) -> ByBuilding[EnergyContract]:
        """The contracts of a list, of which those without a building are for all of them."""
        found = ByBuilding(contracts, applies_everywhere=True)
        self._keep(Kind.ENERGY_CONTRACTS, user_id, [()], [contracts], found)
        return found

    def _keep(
        self,
        kind: Kind,
        user_id: VisibleUserId,
        details: Sequence[tuple[object, ...]],
        lists: Sequence[object],
        made: ByBuilding[Any],
    ) -> None:
        if not self._cache.is_enabled:
            return
        parts = [self._key(kind, user_id, each) for each in details]
        self._cache.join(self._key(kind, user_id, _BY_BUILDING), parts, lists, made)

    def pending_actions(
        self, kind: DeviceKind, user_id: VisibleUserId, device_id: str
    ) -> Soon[tuple[PendingAction, ...]]:
        """What has to be done about one device."""
        return self._share(
            Kind.PENDING_ACTIONS,
            user_id,
            (kind, device_id),
            lambda api: api.pending_actions(
                self._organization_id, user_id, kind, device_id, request_id=self._request_id
            ),
        )

    async def devices_now(self, kind: DeviceKind, user_id: VisibleUserId) -> tuple[Device, ...]:
        """The same as they are now, whatever is known already."""
        return await awaited(self.devices(kind, user_id, is_now=True))

    def charging_session(
        self, user_id: VisibleUserId, electric_vehicle_id: str, *, is_now: bool = False
    ) -> Soon[ChargingSession | None]:
        """The session that a vehicle is in; ``None`` if it is in none."""
        return self._ask(
            Kind.CHARGING_SESSION,
            user_id,
            (electric_vehicle_id,),
            lambda api: api.current_charging_session(
                self._organization_id, user_id, electric_vehicle_id, request_id=self._request_id
            ),
            is_now=is_now,
        )

    def charging_sessions(
        self,
        user_id: VisibleUserId,
        electric_vehicle_id: str,
        from_on: date,
        to_on: date,
        limit: int,
        offset: int,
    ) -> Soon[ChargingSessionPage]:
        """Some of a vehicle's completed sessions between two days."""
        return self._ask(
            Kind.CHARGING_SESSIONS,
            user_id,
            (electric_vehicle_id, from_on, to_on, limit, offset),
            lambda api: api.charging_sessions(
                self._organization_id,
                user_id,
                electric_vehicle_id,
                from_on=from_on,
                to_on=to_on,
                limit=limit,
                offset=offset,
                request_id=self._request_id,
            ),
        )

    async def charging_session_now(
        self, user_id: VisibleUserId, electric_vehicle_id: str
    ) -> ChargingSession | None:
        """The same as it is now, whatever is known already."""
        return await awaited(self.charging_session(user_id, electric_vehicle_id, is_now=True))

    def charge_policy(self, user_id: VisibleUserId, electric_vehicle_id: str) -> Soon[ChargePolicy]:
        """The weekly charge policy of a vehicle."""
        return self._ask(
            Kind.CHARGE_POLICY,
            user_id,
            (electric_vehicle_id,),
            lambda api: api.charge_policy(
                self._organization_id, user_id, electric_vehicle_id, request_id=self._request_id
            ),
        )

    def charging_config(self, user_id: VisibleUserId) -> Soon[ChargingConfig]:
        """How the charging devices of a user are steered together."""
        return self._ask(
            Kind.CHARGING_CONFIG,
            user_id,
            (),
            lambda api: api.charging_config(self._organization_id, user_id, request_id=self._request_id),
        )

    def onboarding_session(
        self, user_id: VisibleUserId, onboarding_session_id: str
    ) -> Soon[OnboardingSession]:
        """A session that is said to be the user's: the upstream's look-up takes no user to check it."""
        return self._share(
            Kind.ONBOARDING_SESSION,
            user_id,
            (onboarding_session_id,),
            lambda api: api.onboarding_session(
                self._organization_id, onboarding_session_id, request_id=self._request_id
            ),
        )


def _by_id(users: tuple[User, ...]) -> tuple[User, ...]:
    return tuple(sorted(users, key=lambda user: user.user_id))


def _by_name(buildings: tuple[Building, ...]) -> tuple[Building, ...]:
    if len(buildings) < 2:
        return buildings
    return tuple(sorted(buildings, key=lambda building: (building.name, building.building_id)))


def _contracts_in_order(contracts: tuple[EnergyContract, ...]) -> tuple[EnergyContract, ...]:
    if len(contracts) < 2:
        return contracts
    return tuple(
        sorted(contracts, key=lambda contract: (contract.building_id or "", contract.energy_contract_id))
    )


def _oldest_first(devices: tuple[Device, ...]) -> tuple[Device, ...]:
    if len(devices) < 2:
        return devices
    return tuple(sorted(devices, key=lambda device: (device.created_at, device.device_id)))
