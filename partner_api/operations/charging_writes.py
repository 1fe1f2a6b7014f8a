"""Setting how charging devices are steered."""

from domain.changes.charge_policy import ChargePolicyChanges
from domain.changes.charging_config import ChargingConfigChanges
from domain.charge_policy import ChargePolicy
from domain.charging_config import ChargingConfig
from domain.device import DeviceKind
from partner_api.decoding import RowDecoder
from partner_api.operations.writes import WriteOperations
from partner_api.paths import charging_config_path, device_resource_path
from partner_api.wire.changes.charging import CHARGE_POLICY, CHARGING_CONFIG
from partner_api.wire.charge_policy import WireChargePolicy, to_charge_policy
from partner_api.wire.charging_config import WireChargingConfig, to_charging_config

_policy = RowDecoder(WireChargePolicy)
_config = RowDecoder(WireChargingConfig)


class ChargingWriteOperations(WriteOperations):
    """The weekly policy of a vehicle, and what all charging devices of a user share."""

    async def set_charge_policy(
        self,
        organization_id: str,
        user_id: str,
        electric_vehicle_id: str,
        changes: ChargePolicyChanges,
        *,
        request_id: str | None = None,
    ) -> ChargePolicy:
        """Set days of a vehicle's week. Inferred.

        Raises:
            ValueError: An id is not a canonical UUID, a deadline is not in whole minutes, or the
                organization is not configured.
            UpstreamNotFound: There is no such vehicle.
            UpstreamInvalid: A value is not acceptable.
            UpstreamRejected: The upstream did nothing; ``hint`` tells if it does not know how to.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        kind = DeviceKind.ELECTRIC_VEHICLE
        return await self._send_changes(
            "set_charge_policy",
            organization_id,
            "PUT",
            device_resource_path(organization_id, user_id, kind, electric_vehicle_id, "charge-policy"),
            changes,
            CHARGE_POLICY,
            lambda body: to_charge_policy(_policy.row(body), user_id, electric_vehicle_id),
            request_id=request_id,
        )

    async def set_charging_config(
        self,
        organization_id: str,
        user_id: str,
        changes: ChargingConfigChanges,
        *,
        request_id: str | None = None,
    ) -> ChargingConfig:
        """Set what all charging devices of a user share, all at once or not at all.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such user.
            UpstreamInvalid: A value is not acceptable, or the mode is not available.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        return await self._send_changes(
            "set_charging_config",
            organization_id,
            "PUT",
            charging_config_path(organization_id, user_id),
            changes,
            CHARGING_CONFIG,
            lambda body: to_charging_config(_config.row(body), user_id),
            request_id=request_id,
        )
