"""Reading how the charging devices of users are steered."""

from domain.charging_config import ChargingConfig
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import charging_config_path
from partner_api.read import Read
from partner_api.wire.charging_config import WireChargingConfig, to_charging_config

_config = RowDecoder(WireChargingConfig)


class ChargingConfigOperations(Operations):
    """What all charging devices of a user share."""

    def charging_config(
        self, organization_id: str, user_id: str, *, request_id: str | None = None
    ) -> Read[ChargingConfig]:
        """Read the charging configuration of a user.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such user.
            UpstreamError: There is no usable answer.

        """
        path = charging_config_path(organization_id, user_id)
        return self._read(
            Call("charging_config", organization_id, path, request_id),
            lambda body: to_charging_config(_config.row(body), user_id),
        )
