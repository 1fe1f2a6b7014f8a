"""Reading the charging sessions of vehicles."""

from domain.charging_session import ChargingSession
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.organization import Call
from partner_api.paths import current_session_path
from partner_api.wire.charging_session import WireCurrentSession, to_charging_session

_current = RowDecoder(WireCurrentSession)


class ChargingSessionOperations(Operations):
    """From plugging in to unplugging."""

    async def current_charging_session(
        self,
        organization_id: str,
        user_id: str,
        electric_vehicle_id: str,
        *,
        request_id: str | None = None,
    ) -> ChargingSession | None:
        """Read the session that a vehicle is in; ``None`` if it is in none.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such vehicle.
            UpstreamError: There is no usable answer.

        """

        def decode(body: bytes) -> ChargingSession | None:
            row = _current.row(body).session
            return None if row is None else to_charging_session(row)

        path = current_session_path(organization_id, user_id, electric_vehicle_id)
        call = Call("current_charging_session", organization_id, path, request_id)
        return await self._http.get(call, decode)
