"""Reading the charging sessions of vehicles."""

from datetime import date

from domain.charging_session import ChargingSession
from domain.charging_session_page import ChargingSessionPage
from domain.device import DeviceKind
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import current_session_path, device_resource_path
from partner_api.query import day_text, with_query
from partner_api.read import Read
from partner_api.wire.charging_session import (
    WireCurrentSession,
    WireSessionList,
    to_charging_session,
    to_charging_session_page,
)

_MAXIMUM_LIMIT = 200
_MAXIMUM_OFFSET = 2**31 - 1

_page = RowDecoder(WireSessionList)
_current = RowDecoder(WireCurrentSession)


class ChargingSessionOperations(Operations):
    """From plugging in to unplugging."""

    def charging_sessions(
        self,
        organization_id: str,
        user_id: str,
        electric_vehicle_id: str,
        *,
        from_on: date,
        to_on: date,
        limit: int,
        offset: int = 0,
        request_id: str | None = None,
    ) -> Read[ChargingSessionPage]:
        """Read a page of the completed sessions between two UTC days, both included.

        Raises:
            ValueError: An argument is out of its bounds (``limit`` is 1 to 200), an id is not a
                canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such vehicle.
            UpstreamError: There is no usable answer.

        """
        if not 1 <= limit <= _MAXIMUM_LIMIT:
            raise ValueError("the limit must be 1 to 200")
        if not 0 <= offset <= _MAXIMUM_OFFSET:
            raise ValueError("the offset must not be negative, nor beyond 32 bits")
        kind = DeviceKind.ELECTRIC_VEHICLE
        path = with_query(
            device_resource_path(organization_id, user_id, kind, electric_vehicle_id, "sessions"),
            {"from": day_text(from_on), "to": day_text(to_on), "limit": limit, "offset": offset},
        )
        return self._read(
            Call("charging_sessions", organization_id, path, request_id),
            lambda body: to_charging_session_page(_page.row(body), offset),
        )

    def current_charging_session(
        self,
        organization_id: str,
        user_id: str,
        electric_vehicle_id: str,
        *,
        request_id: str | None = None,
    ) -> Read[ChargingSession | None]:
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
        return self._read(call, decode)
