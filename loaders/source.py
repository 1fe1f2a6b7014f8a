"""Where loaders get their rows: the Partner API, one shared call per question at a time."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from typing import Any, TypeVar

from cache import FRESH_SECONDS, Key, Kind, SingleFlight, Tag
from domain.building import Building
from domain.charge_policy import ChargePolicy
from domain.charging_config import ChargingConfig
from domain.charging_session import ChargingSession
from domain.charging_session_page import ChargingSessionPage
from domain.device import Device, DeviceKind, PendingAction
from domain.energy_contract import EnergyContract
from domain.statistics import OrganizationSavings, StatisticsPeriod, StatisticsResolution
from domain.user import User
from domain.visibility import VisibleOrganizationId, VisibleUserId
from partner_api import PartnerApi

T = TypeVar("T")


class Source:
    """The reads of one organization, for one operation.

    Every question is keyed by the organization and everything else its answer depends on, so that
    equal questions of different operations can share one call. That is safe because all calls are
    made with the organization's own credentials, and who may see the answer is decided above.

    Rows come back in a fixed order: the upstream promises none.
    """

    __slots__ = ("_api", "_flights", "_organization_id", "_request_id", "fresh_seconds")

    def __init__(self, api: PartnerApi, flights: SingleFlight, organization_id: str, request_id: str) -> None:
        self._api = api
        self._flights = flights
        self._organization_id = organization_id
        self._request_id = request_id
        self.fresh_seconds: float = max(FRESH_SECONDS.values())
        """For how long everything that was asked so far counts as fresh."""

    def users(
        self, organization_id: VisibleOrganizationId, *, include_deleted: bool
    ) -> asyncio.Future[tuple[User, ...]]:
        """All users of the organization."""

        async def fetch() -> tuple[User, ...]:
            users = await self._api.users(
                organization_id, include_deleted=include_deleted, request_id=self._request_id
            )
            return tuple(sorted(users, key=lambda user: user.user_id))

        return self._ask(Kind.USERS, None, (include_deleted,), fetch)

    def user(self, user_id: VisibleUserId) -> asyncio.Future[User]:
        """One user."""
        return self._ask(
            Kind.USER,
            user_id,
            (),
            lambda: self._api.user(self._organization_id, user_id, request_id=self._request_id),
        )

    def buildings(self, user_id: VisibleUserId) -> asyncio.Future[tuple[Building, ...]]:
        """The buildings of a user, by name."""

        async def fetch() -> tuple[Building, ...]:
            buildings = await self._api.buildings(self._organization_id, user_id, request_id=self._request_id)
            return tuple(sorted(buildings, key=lambda building: (building.name, building.building_id)))

        return self._ask(Kind.BUILDINGS, user_id, (), fetch)

    def energy_contracts(self, user_id: VisibleUserId) -> asyncio.Future[tuple[EnergyContract, ...]]:
        """The energy contracts of a user: first those for all buildings, then by building."""

        async def fetch() -> tuple[EnergyContract, ...]:
            contracts = await self._api.energy_contracts(
                self._organization_id, user_id, request_id=self._request_id
            )
            return tuple(
                sorted(
                    contracts, key=lambda contract: (contract.building_id or "", contract.energy_contract_id)
                )
            )

        return self._ask(Kind.ENERGY_CONTRACTS, user_id, (), fetch)

    def devices(self, kind: DeviceKind, user_id: VisibleUserId) -> asyncio.Future[tuple[Device, ...]]:
        """The devices of one kind of a user, the oldest first."""

        async def fetch() -> tuple[Device, ...]:
            devices = await self._api.devices(
                self._organization_id, user_id, kind, request_id=self._request_id
            )
            return tuple(sorted(devices, key=lambda device: (device.created_at, device.device_id)))

        return self._ask(Kind.DEVICES, user_id, (kind,), fetch)

    def pending_actions(
        self, kind: DeviceKind, user_id: VisibleUserId, device_id: str
    ) -> asyncio.Future[tuple[PendingAction, ...]]:
        """What has to be done about one device."""
        return self._ask(
            Kind.PENDING_ACTIONS,
            user_id,
            (kind, device_id),
            lambda: self._api.pending_actions(
                self._organization_id, user_id, kind, device_id, request_id=self._request_id
            ),
        )

    async def devices_now(self, kind: DeviceKind, user_id: VisibleUserId) -> tuple[Device, ...]:
        """The same as they are now, whatever is known already."""
        return await asyncio.shield(self.devices(kind, user_id))

    def charging_session(
        self, user_id: VisibleUserId, electric_vehicle_id: str
    ) -> asyncio.Future[ChargingSession | None]:
        """The session that a vehicle is in; ``None`` if it is in none."""
        return self._ask(
            Kind.CHARGING_SESSION,
            user_id,
            (electric_vehicle_id,),
            lambda: self._api.current_charging_session(
                self._organization_id, user_id, electric_vehicle_id, request_id=self._request_id
            ),
        )

    def charging_sessions(
        self,
        user_id: VisibleUserId,
        electric_vehicle_id: str,
        from_on: date,
        to_on: date,
        limit: int,
        offset: int,
    ) -> asyncio.Future[ChargingSessionPage]:
        """Some of a vehicle's completed sessions between two days."""
        return self._ask(
            Kind.CHARGING_SESSIONS,
            user_id,
            (electric_vehicle_id, from_on, to_on, limit, offset),
            lambda: self._api.charging_sessions(
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
        return await asyncio.shield(self.charging_session(user_id, electric_vehicle_id))

    def charge_policy(self, user_id: VisibleUserId, electric_vehicle_id: str) -> asyncio.Future[ChargePolicy]:
        """The weekly charge policy of a vehicle."""
        return self._ask(
            Kind.CHARGE_POLICY,
            user_id,
            (electric_vehicle_id,),
            lambda: self._api.charge_policy(
                self._organization_id, user_id, electric_vehicle_id, request_id=self._request_id
            ),
        )

    def charging_config(self, user_id: VisibleUserId) -> asyncio.Future[ChargingConfig]:
        """How the charging devices of a user are steered together."""
        return self._ask(
            Kind.CHARGING_CONFIG,
            user_id,
            (),
            lambda: self._api.charging_config(self._organization_id, user_id, request_id=self._request_id),
        )

    def savings(
        self,
        kind: DeviceKind,
        user_id: VisibleUserId,
        device_id: str,
        from_at: datetime,
        to_at: datetime,
        resolution: StatisticsResolution,
    ) -> asyncio.Future[tuple[StatisticsPeriod, ...]]:
        """What a device saved, period by period."""
        return self._ask(
            Kind.SAVINGS,
            user_id,
            (kind, device_id, from_at, to_at, resolution),
            lambda: self._api.savings(
                self._organization_id,
                user_id,
                kind,
                device_id,
                from_at=from_at,
                to_at=to_at,
                resolution=resolution,
                request_id=self._request_id,
            ),
        )

    def organization_savings(
        self, organization_id: VisibleOrganizationId, from_at: datetime, to_at: datetime
    ) -> asyncio.Future[OrganizationSavings]:
        """What all devices of the organization saved together."""
        return self._ask(
            Kind.ORGANIZATION_SAVINGS,
            None,
            (from_at, to_at),
            lambda: self._api.organization_savings(
                organization_id, from_at=from_at, to_at=to_at, request_id=self._request_id
            ),
        )

    def _ask(
        self,
        kind: Kind,
        owner_id: str | None,
        details: tuple[object, ...],
        fetch: Callable[[], Coroutine[Any, Any, T]],
    ) -> asyncio.Future[T]:
        self.fresh_seconds = min(self.fresh_seconds, FRESH_SECONDS[kind])
        return self._flights.join(Key(Tag(self._organization_id, kind, owner_id), details), fetch)
