"""Writing buildings and energy contracts."""

from collections.abc import Sequence

from cache import Change
from domain.building import Building
from domain.changes.building import BuildingChanges
from domain.changes.energy_contract import EnergyContractChanges
from domain.energy_contract import EnergyContract
from domain.visibility import PermittedUserId
from loaders.writing.added import Added
from loaders.writing.base import Writing


class HomeWriting(Writing):
    """Homes and their tariffs are entered, changed and removed."""

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

    def _among_buildings(self, owner_id: PermittedUserId, changes: BuildingChanges) -> Added[Building]:
        async def rows() -> Sequence[Building]:
            return await self._api.buildings(self._organization_id, owner_id, request_id=self._request_id)

        return Added(rows, lambda building: building.building_id, changes)

    def _among_contracts(
        self, owner_id: PermittedUserId, changes: EnergyContractChanges
    ) -> Added[EnergyContract]:
        async def rows() -> Sequence[EnergyContract]:
            return await self._api.energy_contracts(
                self._organization_id, owner_id, request_id=self._request_id
            )

        return Added(rows, lambda contract: contract.energy_contract_id, changes)
