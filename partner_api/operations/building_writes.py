"""Writing buildings."""

from domain.building import Building
from domain.changes.building import BuildingChanges
from domain.errors import UpstreamInvalidResponse
from partner_api.decoding import RowDecoder
from partner_api.operations.writes import WriteOperations
from partner_api.paths import buildings_path
from partner_api.wire.building import WireBuilding, to_building
from partner_api.wire.changes.building import BUILDING
from partner_api.write_paths import building_path

_row = RowDecoder(WireBuilding)


class BuildingWriteOperations(WriteOperations):
    """Homes are entered, changed and removed."""

    async def create_building(
        self,
        organization_id: str,
        user_id: str,
        changes: BuildingChanges,
        *,
        request_id: str | None = None,
    ) -> Building:
        """Add a building to a user.

        Raises:
            ValueError: An id is not a canonical UUID, a value cannot be written, or the organization
                is not configured.
            UpstreamNotFound: There is no such user.
            UpstreamInvalid: A value is not acceptable.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        return await self._send_changes(
            "create_building",
            organization_id,
            "POST",
            buildings_path(organization_id, user_id),
            changes,
            BUILDING,
            lambda body: to_building(_row.row(body), organization_id, user_id),
            request_id=request_id,
        )

    async def update_building(
        self,
        organization_id: str,
        user_id: str,
        building_id: str,
        changes: BuildingChanges,
        *,
        request_id: str | None = None,
    ) -> Building:
        """Change a building. The upstream wants the name every time, so ``changes`` always has one.

        Raises:
            ValueError: An id is not a canonical UUID, a value cannot be written, or the organization
                is not configured.
            UpstreamNotFound: There is no such building.
            UpstreamInvalid: A value is not acceptable.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """

        def decode(body: bytes) -> Building:
            building = to_building(_row.row(body), organization_id, user_id)
            if building.building_id != building_id:
                raise UpstreamInvalidResponse("another building was answered than changed")
            return building

        return await self._send_changes(
            "update_building",
            organization_id,
            "PUT",
            building_path(organization_id, user_id, building_id),
            changes,
            BUILDING,
            decode,
            request_id=request_id,
        )

    async def delete_building(
        self, organization_id: str, user_id: str, building_id: str, *, request_id: str | None = None
    ) -> None:
        """Remove a building. Inferred.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such building.
            UpstreamRejected: The upstream did nothing; ``hint`` tells if it does not know how to.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        path = building_path(organization_id, user_id, building_id)
        await self._send_nothing("delete_building", organization_id, "DELETE", path, request_id=request_id)
