"""Writing how vehicles are charged."""

from cache import Attempt, Change, Renew
from domain.changes.charge_policy import ChargePolicyChanges
from domain.changes.charging_config import ChargingConfigChanges
from domain.charge_policy import ChargePolicy
from domain.charging_config import ChargingConfig
from domain.device import DeviceKind
from domain.errors import UpstreamConflict
from domain.visibility import PermittedUserId
from loaders.writing.base import Writing, done, nothing


class ChargingWriting(Writing):
    """Boosts, the weekly policy, and what all charging devices share."""

    async def start_boost(self, owner_id: PermittedUserId, kind: DeviceKind, device_id: str) -> None:
        """Charge at once, or as soon as the device is plugged in."""

        async def send() -> None:
            await self._api.start_boost(
                self._organization_id, owner_id, kind, device_id, request_id=self._request_id
            )

        async def again(_: tuple[str, ...], _renew: Renew) -> None:
            try:
                await send()
            except UpstreamConflict as conflict:
                if conflict.reason != "already_charging":
                    raise

        await self._run(Change.BOOST_WRITTEN, owner_id, Attempt(send, nothing, done, again=again))

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
