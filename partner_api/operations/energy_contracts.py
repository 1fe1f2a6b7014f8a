"""Reading energy contracts."""

from domain.energy_contract import EnergyContract
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import energy_contracts_path
from partner_api.read import Read
from partner_api.wire.energy_contract import WireEnergyContract, to_energy_contracts

_rows = RowDecoder(WireEnergyContract)


class EnergyContractOperations(Operations):
    """What users pay for electricity."""

    def energy_contracts(
        self, organization_id: str, user_id: str, *, request_id: str | None = None
    ) -> Read[tuple[EnergyContract, ...]]:
        """List a user's contracts, in upstream order, each with its prices in order of time.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such user.
            UpstreamError: There is no usable answer.

        """
        path = energy_contracts_path(organization_id, user_id)
        return self._read(
            Call("energy_contracts", organization_id, path, request_id),
            lambda body: to_energy_contracts(_rows.rows(body), organization_id, user_id),
        )
