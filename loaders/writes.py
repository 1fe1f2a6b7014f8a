"""Writing: every change goes through here, once, and is seen by every reader afterwards.

Writes take proof that the viewer may do what is asked for (:mod:`domain.visibility`). Whatever
becomes of a write, the answers that it may have made untrue are purged.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Generic, Self, TypeVar

import msgspec

from cache import Attempt, Change, Claim, purged_tags
from domain.building import Building
from domain.changes.building import BuildingChanges
from domain.changes.charge_policy import ChargePolicyChanges
from domain.changes.charging_config import ChargingConfigChanges
from domain.changes.cue import CueReport, CueResolution
from domain.changes.device import DeviceChanges
from domain.changes.energy_contract import EnergyContractChanges
from domain.changes.onboarding import OnboardingRequest, ReauthenticationRequest, ReauthenticationSession
from domain.changes.trading import DayAheadUpload, UploadResult
from domain.changes.user import UserChanges
from domain.charge_policy import ChargePolicy
from domain.charging_config import ChargingConfig
from domain.device import Device, DeviceKind
from domain.energy_contract import EnergyContract
from domain.errors import UpstreamConflict, UpstreamNotFound
from domain.onboarding_session import OnboardingSession
from domain.user import User
from domain.visibility import PermittedOrganizationId, PermittedUserId
from loaders.loaders import Loaders
from loaders.purging import Purging
from loaders.resemblance import resembles
from partner_api import PartnerApi

T = TypeVar("T")


class _Added(msgspec.Struct, Generic[T], frozen=True):
    """A list to which something is added, and how to find it there if the answer was lost."""

    rows: Callable[[], Awaitable[Sequence[T]]]
    own_id: Callable[[T], str]
    changes: msgspec.Struct

    async def ids(self) -> tuple[str, ...]:
        return tuple([self.own_id(row) for row in await self.rows()])

    async def find(self, own_id: str) -> T | None:
        return next((row for row in await self.rows() if self.own_id(row) == own_id), None)

    async def find_new(self, before: Sequence[str]) -> T | None:
        rows = [row for row in await self.rows() if self.own_id(row) not in before]
        return next((row for row in rows if resembles(self.changes, row)), None)


class Writes:
    """The writes of one organization, for one operation.

    Every method raises what the client's raises (:class:`partner_api.PartnerApi`), and

    Raises:
        IdempotencyKeyReused: The operation's key was used for another one before.

    """

    __slots__ = ("_api", "_claim", "_loaders", "_organization_id", "_place", "_purging", "_request_id")

    def __init__(
        self,
        api: PartnerApi,
        purging: Purging,
        loaders: Loaders,
        claim: Claim | None,
        organization_id: str,
        request_id: str,
        place: str = "",
    ) -> None:
        """Wire the parts.

        Args:
            api: What writes.
            purging: What makes writes seen by others.
            loaders: The operation's own reads, which must see its writes.
            claim: The operation's idempotency key, if the client gave one.
            organization_id: Whose Partner API is written to.
            request_id: Goes with every call.
            place: Where in the operation the write is.

        """
        self._api = api
        self._purging = purging
        self._loaders = loaders
        self._claim = claim
        self._organization_id = organization_id
        self._request_id = request_id
        self._place = place

    def at(self, place: str) -> Self:
        """The same for a place in the operation: a document may hold several mutations."""
        return type(self)(
            self._api,
            self._purging,
            self._loaders,
            self._claim,
            self._organization_id,
            self._request_id,
            place,
        )

    # Users

    async def create_user(
        self, organization_id: PermittedOrganizationId, changes: UserChanges
    ) -> User | None:
        """Add a user; ``None`` if it is gone again when a retry asks."""

        async def rows() -> Sequence[User]:
            return await self._api.users(organization_id, request_id=self._request_id)

        return await self._add(
            Change.USER_CREATED,
            None,
            lambda: self._api.create_user(organization_id, changes, request_id=self._request_id),
            _Added(rows, lambda user: user.user_id, changes),
        )

    async def update_user(self, user_id: PermittedUserId, changes: UserChanges) -> User | None:
        """Change a user."""
        return await self._change(
            Change.USER_UPDATED,
            user_id,
            lambda: self._api.update_user(
                self._organization_id, user_id, changes, request_id=self._request_id
            ),
            lambda: self._api.user(self._organization_id, user_id, request_id=self._request_id),
        )

    async def delete_user(self, user_id: PermittedUserId) -> None:
        """Remove a user."""
        await self._remove(
            Change.USER_DELETED,
            user_id,
            lambda: self._api.delete_user(self._organization_id, user_id, request_id=self._request_id),
        )

    # Buildings and contracts

    async def create_building(self, owner_id: PermittedUserId, changes: BuildingChanges) -> Building | None:
        """Add a building; ``None`` if it is gone again when a retry asks."""
        return await self._add(
            Change.BUILDING_WRITTEN,
            owner_id,
            lambda: self._api.create_building(
                self._organization_id, owner_id, changes, request_id=self._request_id
            ),
            self._among_buildings(owner_id, changes),
        )

    async def update_building(
        self, owner_id: PermittedUserId, building_id: str, changes: BuildingChanges
    ) -> Building | None:
        """Change a building."""
        return await self._change(
            Change.BUILDING_WRITTEN,
            owner_id,
            lambda: self._api.update_building(
                self._organization_id, owner_id, building_id, changes, request_id=self._request_id
            ),
            lambda: self._among_buildings(owner_id, changes).find(building_id),
        )

    async def delete_building(self, owner_id: PermittedUserId, building_id: str) -> None:
        """Remove a building."""
        await self._remove(
            Change.BUILDING_DELETED,
            owner_id,
            lambda: self._api.delete_building(
                self._organization_id, owner_id, building_id, request_id=self._request_id
            ),
        )

    async def create_energy_contract(
        self, owner_id: PermittedUserId, changes: EnergyContractChanges
    ) -> EnergyContract | None:
        """Add a contract; ``None`` if it is gone again when a retry asks."""
        return await self._add(
            Change.ENERGY_CONTRACT_WRITTEN,
            owner_id,
            lambda: self._api.create_energy_contract(
                self._organization_id, owner_id, changes, request_id=self._request_id
            ),
            self._among_contracts(owner_id, changes),
        )

    async def update_energy_contract(
        self, owner_id: PermittedUserId, energy_contract_id: str, changes: EnergyContractChanges
    ) -> EnergyContract | None:
        """Change a contract."""
        return await self._change(
            Change.ENERGY_CONTRACT_WRITTEN,
            owner_id,
            lambda: self._api.update_energy_contract(
                self._organization_id, owner_id, energy_contract_id, changes, request_id=self._request_id
            ),
            lambda: self._among_contracts(owner_id, changes).find(energy_contract_id),
        )

    async def delete_energy_contract(self, owner_id: PermittedUserId, energy_contract_id: str) -> None:
        """Remove a contract."""
        await self._remove(
            Change.ENERGY_CONTRACT_WRITTEN,
            owner_id,
            lambda: self._api.delete_energy_contract(
                self._organization_id, owner_id, energy_contract_id, request_id=self._request_id
            ),
        )

    # Devices

    async def create_device(
        self, owner_id: PermittedUserId, kind: DeviceKind, changes: DeviceChanges
    ) -> Device | None:
        """Register a device; ``None`` if it is gone again when a retry asks."""
        return await self._add(
            Change.DEVICE_WRITTEN,
            owner_id,
            lambda: self._api.create_device(
                self._organization_id, owner_id, kind, changes, request_id=self._request_id
            ),
            self._among_devices(owner_id, kind, changes),
        )

    async def update_device(
        self, owner_id: PermittedUserId, kind: DeviceKind, device_id: str, changes: DeviceChanges
    ) -> Device | None:
        """Change a device."""
        return await self._change(
            Change.DEVICE_WRITTEN,
            owner_id,
            lambda: self._api.update_device(
                self._organization_id, owner_id, kind, device_id, changes, request_id=self._request_id
            ),
            lambda: self._among_devices(owner_id, kind, changes).find(device_id),
        )

    async def delete_device(self, owner_id: PermittedUserId, kind: DeviceKind, device_id: str) -> None:
        """Remove a device in the way that is documented: it is marked as deleted."""
        deleted_at = datetime.now(UTC)
        await self._remove(
            Change.DEVICE_WRITTEN,
            owner_id,
            lambda: self._api.soft_delete_device(
                self._organization_id, owner_id, kind, device_id, deleted_at, request_id=self._request_id
            ),
        )

    # Charging

    async def start_boost(self, owner_id: PermittedUserId, kind: DeviceKind, device_id: str) -> None:
        """Charge at once, or as soon as the device is plugged in."""

        async def send() -> None:
            await self._api.start_boost(
                self._organization_id, owner_id, kind, device_id, request_id=self._request_id
            )

        async def again(_: tuple[str, ...]) -> None:
            try:
                await send()
            except UpstreamConflict as conflict:
                if conflict.reason != "already_charging":
                    raise

        await self._run(Change.BOOST_WRITTEN, owner_id, Attempt(send, _nothing, _done, again=again))

    async def cancel_boost(self, owner_id: PermittedUserId, kind: DeviceKind, device_id: str) -> None:
        """Do not charge at once next time; a wallbox also stops."""
        await self._remove(
            Change.BOOST_WRITTEN,
            owner_id,
            lambda: self._api.cancel_boost(
                self._organization_id, owner_id, kind, device_id, request_id=self._request_id
            ),
        )

    async def set_charge_policy(
        self, owner_id: PermittedUserId, electric_vehicle_id: str, changes: ChargePolicyChanges
    ) -> ChargePolicy | None:
        """Set days of a vehicle's week."""
        return await self._change(
            Change.CHARGE_POLICY_WRITTEN,
            owner_id,
            lambda: self._api.set_charge_policy(
                self._organization_id, owner_id, electric_vehicle_id, changes, request_id=self._request_id
            ),
            lambda: self._api.charge_policy(
                self._organization_id, owner_id, electric_vehicle_id, request_id=self._request_id
            ),
        )

    async def set_charging_config(
        self, owner_id: PermittedUserId, changes: ChargingConfigChanges
    ) -> ChargingConfig | None:
        """Set what all charging devices of a user share."""
        return await self._change(
            Change.CHARGING_CONFIG_WRITTEN,
            owner_id,
            lambda: self._api.set_charging_config(
                self._organization_id, owner_id, changes, request_id=self._request_id
            ),
            lambda: self._api.charging_config(self._organization_id, owner_id, request_id=self._request_id),
        )

    # Connecting. An invitation that is asked for twice is two invitations, of which one is not
    # used: these are repeated without asking, and hold secrets that the journal must not.

    async def create_onboarding_session(
        self, owner_id: PermittedUserId, request: OnboardingRequest
    ) -> OnboardingSession:
        """Invite a user to connect a device."""
        return await self._purge_after(
            Change.DEVICE_RECONNECTED,
            owner_id,
            lambda: self._api.create_onboarding_session(
                self._organization_id, request, request_id=self._request_id
            ),
        )

    async def reauthenticate(
        self, owner_id: PermittedUserId, kind: DeviceKind, device_id: str, request: ReauthenticationRequest
    ) -> ReauthenticationSession:
        """Let the owner of a device log in again."""
        return await self._purge_after(
            Change.DEVICE_RECONNECTED,
            owner_id,
            lambda: self._api.reauthenticate(
                self._organization_id, owner_id, kind, device_id, request, request_id=self._request_id
            ),
        )

    async def resolve_cue(
        self, owner_id: PermittedUserId, cue_id: str, secret: str, resolution: CueResolution
    ) -> str:
        """Start a pending action of a user's device; gives the URL to which its owner is sent."""
        return await self._purge_after(
            Change.DEVICE_RECONNECTED,
            owner_id,
            lambda: self._api.resolve_cue(
                self._organization_id, cue_id, secret, resolution, request_id=self._request_id
            ),
        )

    async def report_cue(
        self, owner_id: PermittedUserId, cue_id: str, secret: str, report: CueReport
    ) -> None:
        """Report how a pending action ended."""

        async def send() -> None:
            await self._api.report_cue_state(
                self._organization_id, cue_id, secret, report, request_id=self._request_id
            )

        await self._remove(Change.DEVICE_RECONNECTED, owner_id, send)

    # Trading

    async def upload_day_ahead_prices(
        self, organization_id: PermittedOrganizationId, upload: DayAheadUpload, *, replace: bool
    ) -> UploadResult:
        """Hand in prices for the coming day.

        A repetition is answered by the upstream itself: it says that the prices exist.
        """
        return await self._purge_after(
            Change.PRICES_UPLOADED,
            None,
            lambda: self._api.upload_day_ahead_prices(
                organization_id, upload, replace=replace, request_id=self._request_id
            ),
        )

    async def answer_load_curve(
        self, organization_id: PermittedOrganizationId, trade_id: str, *, is_accepted: bool
    ) -> None:
        """Accept or decline a load curve."""

        async def send() -> None:
            await self._api.confirm_load_curve(
                organization_id, trade_id, is_accepted=is_accepted, request_id=self._request_id
            )

        await self._run(Change.LOAD_CURVE_ANSWERED, None, Attempt(send, _nothing, _done))

    # How all of them are done

    def _among_buildings(self, owner_id: PermittedUserId, changes: BuildingChanges) -> _Added[Building]:
        async def rows() -> Sequence[Building]:
            return await self._api.buildings(self._organization_id, owner_id, request_id=self._request_id)

        return _Added(rows, lambda building: building.building_id, changes)

    def _among_contracts(
        self, owner_id: PermittedUserId, changes: EnergyContractChanges
    ) -> _Added[EnergyContract]:
        async def rows() -> Sequence[EnergyContract]:
            return await self._api.energy_contracts(
                self._organization_id, owner_id, request_id=self._request_id
            )

        return _Added(rows, lambda contract: contract.energy_contract_id, changes)

    def _among_devices(
        self, owner_id: PermittedUserId, kind: DeviceKind, changes: DeviceChanges
    ) -> _Added[Device]:
        async def rows() -> Sequence[Device]:
            return await self._api.devices(self._organization_id, owner_id, kind, request_id=self._request_id)

        return _Added(rows, lambda device: device.device_id, changes)

    async def _add(
        self,
        change: Change,
        owner_id: PermittedUserId | None,
        send: Callable[[], Awaitable[T]],
        added: _Added[T],
    ) -> T | None:
        """Add something to a list, once: before it is added again, it is looked for among the new."""

        async def again(before: tuple[str, ...]) -> T | None:
            found = await added.find_new(before)
            return await send() if found is None else found

        async def first() -> T | None:
            return await send()

        def outcome(row: T | None) -> str:
            return "" if row is None else added.own_id(row)

        return await self._run(
            change, owner_id, Attempt(first, outcome, added.find, before=added.ids, again=again)
        )

    async def _change(
        self,
        change: Change,
        owner_id: PermittedUserId,
        send: Callable[[], Awaitable[T]],
        read: Callable[[], Awaitable[T | None]],
    ) -> T | None:
        """Set fields, which may be done again: it sets the same values."""

        async def first() -> T | None:
            return await send()

        async def recall(_: str) -> T | None:
            try:
                return await read()
            except UpstreamNotFound:
                return None

        return await self._run(change, owner_id, Attempt(first, _nothing, recall))

    async def _remove(
        self, change: Change, owner_id: PermittedUserId, send: Callable[[], Awaitable[None]]
    ) -> None:
        """End something, which the second time is not there any more."""

        async def again(_: tuple[str, ...]) -> None:
            try:
                await send()
            except UpstreamNotFound:
                return

        await self._run(change, owner_id, Attempt(send, _nothing, _done, again=again))

    async def _run(self, change: Change, owner_id: PermittedUserId | None, attempt: Attempt[T]) -> T:
        if self._claim is None:
            return await self._purge_after(change, owner_id, attempt.send)
        claim = self._claim
        return await self._purge_after(change, owner_id, lambda: claim.run(self._place, attempt))

    async def _purge_after(
        self, change: Change, owner_id: PermittedUserId | None, write: Callable[[], Awaitable[T]]
    ) -> T:
        try:
            return await write()
        finally:
            self._purging.purge(purged_tags(change, self._organization_id, owner_id))
            self._loaders.forget()


def _nothing(_: object) -> str:
    return ""


async def _done(_: str) -> None:
    """Recall a write that answers nothing."""
