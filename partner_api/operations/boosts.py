"""Charging at once."""

from domain.device import DeviceKind
from partner_api.operations.writes import WriteOperations
from partner_api.write_paths import collection_of, device_action_path


class BoostOperations(WriteOperations):
    """Boosts of vehicles and wallboxes."""

    async def start_boost(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        *,
        request_id: str | None = None,
    ) -> None:
        """Charge at once if plugged in, else as soon as that is so.

        Raises:
            ValueError: The kind has no boost, an id is not a canonical UUID, or the organization is
                not configured.
            UpstreamNotFound: There is no such device.
            UpstreamConflict: Not now; ``state`` and ``reason`` say why.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        path = device_action_path(organization_id, user_id, kind, device_id, "boost")
        operation = f"start_boost.{collection_of(kind)}"
        await self._send_nothing(operation, organization_id, "POST", path, request_id=request_id)

    async def cancel_boost(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        *,
        request_id: str | None = None,
    ) -> None:
        """Do not charge at once next time; a wallbox also stops, a vehicle does not.

        Raises:
            ValueError: The kind has no boost, an id is not a canonical UUID, or the organization is
                not configured.
            UpstreamNotFound: There is no such device.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        path = device_action_path(organization_id, user_id, kind, device_id, "boost")
        operation = f"cancel_boost.{collection_of(kind)}"
        await self._send_nothing(operation, organization_id, "DELETE", path, request_id=request_id)
