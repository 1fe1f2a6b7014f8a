"""Writing energy contracts."""

from domain.changes.energy_contract import EnergyContractChanges
from domain.energy_contract import EnergyContract
from domain.errors import UpstreamInvalidResponse
from partner_api.decoding import RowDecoder
from partner_api.operations.writes import WriteOperations
from partner_api.paths import energy_contracts_path
from partner_api.wire.changes.energy_contract import ENERGY_CONTRACT
from partner_api.wire.energy_contract import WireEnergyContract, to_energy_contracts
from partner_api.write_paths import energy_contract_path

_row = RowDecoder(WireEnergyContract)


class EnergyContractWriteOperations(WriteOperations):
    """Tariffs are entered, changed and removed."""

    async def create_energy_contract(
        self,
        organization_id: str,
        user_id: str,
        changes: EnergyContractChanges,
        *,
        request_id: str | None = None,
    ) -> EnergyContract:
        """Add a contract to a user.

        Raises:
            ValueError: An id is not a canonical UUID, a value cannot be written, or the organization
                is not configured.
            UpstreamNotFound: There is no such user.
            UpstreamInvalid: A value is not acceptable, or the building is not the user's.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        return await self._send_changes(
            "create_energy_contract",
            organization_id,
            "POST",
            energy_contracts_path(organization_id, user_id),
            changes,
            ENERGY_CONTRACT,
            lambda body: _contract(body, organization_id, user_id),
            request_id=request_id,
        )

    async def update_energy_contract(
        self,
        organization_id: str,
        user_id: str,
        energy_contract_id: str,
        changes: EnergyContractChanges,
        *,
        request_id: str | None = None,
    ) -> EnergyContract:
        """Change a contract. Prices that are set replace all that are there.

        Raises:
            ValueError: An id is not a canonical UUID, a value cannot be written, or the organization
                is not configured.
            UpstreamNotFound: There is no such contract.
            UpstreamInvalid: A value is not acceptable, or the building is not the user's.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """

        def decode(body: bytes) -> EnergyContract:
            contract = _contract(body, organization_id, user_id)
            if contract.energy_contract_id != energy_contract_id:
                raise UpstreamInvalidResponse("another contract was answered than changed")
            return contract

        return await self._send_changes(
            "update_energy_contract",
            organization_id,
            "PUT",
            energy_contract_path(organization_id, user_id, energy_contract_id),
            changes,
            ENERGY_CONTRACT,
            decode,
            request_id=request_id,
        )

    async def delete_energy_contract(
        self,
        organization_id: str,
        user_id: str,
        energy_contract_id: str,
        *,
        request_id: str | None = None,
    ) -> None:
        """Remove a contract. Inferred.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such contract.
            UpstreamRejected: The upstream did nothing; ``hint`` tells if it does not know how to.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        path = energy_contract_path(organization_id, user_id, energy_contract_id)
        await self._send_nothing(
            "delete_energy_contract", organization_id, "DELETE", path, request_id=request_id
        )


def _contract(body: bytes, organization_id: str, user_id: str) -> EnergyContract:
    (contract,) = to_energy_contracts([_row.row(body)], organization_id, user_id)
    return contract
