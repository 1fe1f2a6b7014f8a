"""Reading buildings."""

from domain.building import Building
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import buildings_path
from partner_api.read import Read
from partner_api.wire.building import WireBuilding, to_building

_rows = RowDecoder(WireBuilding)


class BuildingOperations(Operations):
    """The homes of users."""

    def buildings(
        self, organization_id: str, user_id: str, *, request_id: str | None = None
    ) -> Read[tuple[Building, ...]]:
        """List a user's buildings, in upstream order.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such user.
            UpstreamError: There is no usable answer.

        """
        path = buildings_path(organization_id, user_id)
        return self._read(
            Call("buildings", organization_id, path, request_id),
            lambda body: tuple([to_building(row, organization_id, user_id) for row in _rows.rows(body)]),
        )
