"""Reading devices of all kinds."""

from collections.abc import Callable
from typing import TypeVar

from domain.device import Device, DeviceKind, PendingAction
from domain.errors import UpstreamNotFound
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import COLLECTIONS, device_path, devices_path
from partner_api.read import Read, ReadAll
from partner_api.wire.device import WireDevice
from partner_api.wire.electric_vehicle import WireElectricVehicle, to_electric_vehicle
from partner_api.wire.heat_pump import WireHeatPump, to_heat_pump
from partner_api.wire.other_device import to_other_device
from partner_api.wire.pending_action import WireDeviceActions, to_pending_actions
from partner_api.wire.row import WireRow
from partner_api.wire.solar_inverter import WireSolarInverter, to_solar_inverter
from partner_api.wire.wallbox import WireWallbox, to_wallbox

_Row = TypeVar("_Row", bound=WireRow)
_DecodeList = Callable[[bytes, str, str], tuple[Device, ...]]


def _list_of(row_type: type[_Row], to_record: Callable[[_Row, str, str], Device]) -> _DecodeList:
    decoder = RowDecoder(row_type)

    def decode(body: bytes, organization_id: str, user_id: str) -> tuple[Device, ...]:
        return tuple([to_record(row, organization_id, user_id) for row in decoder.rows(body)])

    return decode


_LIST_NAMES = {kind: f"devices.{collection}" for kind, collection in COLLECTIONS.items()}
_LISTS: dict[DeviceKind, _DecodeList] = {
    DeviceKind.HEAT_PUMP: _list_of(WireHeatPump, to_heat_pump),
    DeviceKind.ELECTRIC_VEHICLE: _list_of(WireElectricVehicle, to_electric_vehicle),
    DeviceKind.SOLAR_INVERTER: _list_of(WireSolarInverter, to_solar_inverter),
    DeviceKind.WALLBOX: _list_of(WireWallbox, to_wallbox),
}
_action_rows = RowDecoder(WireDeviceActions)
_other_rows = RowDecoder(WireDevice)


class DeviceOperations(Operations):
    """Heat pumps, vehicles, inverters, wallboxes, and whatever a newer upstream adds."""

    _other_collections: tuple[str, ...]

    def devices(
        self, organization_id: str, user_id: str, kind: DeviceKind, *, request_id: str | None = None
    ) -> Read[tuple[Device, ...]]:
        """List a user's devices of one kind, in upstream order.

        ``OTHER`` lists all additional collections, one call each.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such user.
            UpstreamInvalidResponse: Among other things, a row is another user's.
            UpstreamError: There is no usable answer.

        """
        if kind is DeviceKind.OTHER:
            lists = [
                self._other_devices(organization_id, user_id, collection, request_id)
                for collection in self._other_collections
            ]
            return ReadAll(lists, _flat)
        decode = _LISTS[kind]
        path = devices_path(organization_id, user_id, COLLECTIONS[kind])
        return self._read(
            Call(_LIST_NAMES[kind], organization_id, path, request_id),
            lambda body: decode(body, organization_id, user_id),
        )

    async def pending_actions(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        *,
        request_id: str | None = None,
    ) -> tuple[PendingAction, ...]:
        """Read what a person has to do for one device; only the device's detail tells.

        A device of kind ``OTHER`` is looked for in all additional collections.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such device.
            UpstreamInvalidResponse: Among other things, the device is another user's.
            UpstreamError: There is no usable answer.

        """
        collections = self._other_collections if kind is DeviceKind.OTHER else (COLLECTIONS[kind],)
        for collection in collections:
            path = device_path(organization_id, user_id, collection, device_id)
            call = Call(_name("pending_actions", collection), organization_id, path, request_id)
            try:
                return await self._http.get(
                    call, lambda body: to_pending_actions(_action_rows.row(body), user_id, device_id)
                )
            except UpstreamNotFound:
                if collection == collections[-1]:
                    raise
        raise UpstreamNotFound("pending_actions: there are no additional collections")

    def _other_devices(
        self, organization_id: str, user_id: str, collection: str, request_id: str | None
    ) -> Read[tuple[Device, ...]]:
        path = devices_path(organization_id, user_id, collection)
        call = Call(_name("devices", collection), organization_id, path, request_id)
        return self._read(
            call,
            lambda body: tuple(
                [to_other_device(row, organization_id, user_id, collection) for row in _other_rows.rows(body)]
            ),
        )


def _flat(lists: tuple[tuple[Device, ...], ...]) -> tuple[Device, ...]:
    return tuple([device for devices in lists for device in devices])


def _name(operation: str, collection: str) -> str:
    return f"{operation}.{collection}"
