"""Reading the charge policies of vehicles."""

from domain.charge_policy import ChargePolicy
from domain.device import DeviceKind
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import device_resource_path
from partner_api.read import Read
from partner_api.wire.charge_policy import WireChargePolicy, to_charge_policy

_policy = RowDecoder(WireChargePolicy)


class ChargePolicyOperations(Operations):
    """How far vehicles are to be charged, and by when."""

    def charge_policy(
        self,
        organization_id: str,
        user_id: str,
        electric_vehicle_id: str,
        *,
        request_id: str | None = None,
    ) -> Read[ChargePolicy]:
        """Read the weekly policy of a vehicle.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such vehicle.
            UpstreamInvalidResponse: Among other things, the policy is another vehicle's.
            UpstreamError: There is no usable answer.

        """
        kind = DeviceKind.ELECTRIC_VEHICLE
        path = device_resource_path(organization_id, user_id, kind, electric_vehicle_id, "charge-policy")
        return self._read(
            Call("charge_policy", organization_id, path, request_id),
            lambda body: to_charge_policy(_policy.row(body), user_id, electric_vehicle_id),
        )
