"""Writing devices of the four kinds that are known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

from domain.changes.base import set_fields
from domain.changes.device import NOT_FOR_NEW_DEVICES, DeviceChanges
from domain.changes.electric_vehicle import ElectricVehicleChanges
from domain.changes.heat_pump import HeatPumpChanges
from domain.changes.solar_inverter import SolarInverterChanges
from domain.changes.wallbox import WallboxChanges
from domain.device import Device, DeviceKind
from domain.errors import UpstreamInvalidResponse
from partner_api.decoding import RowDecoder
from partner_api.operations.writes import WriteOperations, nothing
from partner_api.paths import device_path, devices_path
from partner_api.wire.changes.device_kinds import ELECTRIC_VEHICLE, HEAT_PUMP, SOLAR_INVERTER, WALLBOX
from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.values import at
from partner_api.wire.electric_vehicle import WireElectricVehicle, to_electric_vehicle
from partner_api.wire.heat_pump import WireHeatPump, to_heat_pump
from partner_api.wire.row import WireRow
from partner_api.wire.solar_inverter import WireSolarInverter, to_solar_inverter
from partner_api.wire.wallbox import WireWallbox, to_wallbox
from partner_api.write_paths import collection_of

_Row = TypeVar("_Row", bound=WireRow)
_Decode = Callable[[bytes, str, str], Device]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How devices of one kind are written and read back."""

    changes: type[DeviceChanges]
    table: Table
    decode: _Decode


def _one_of(row_type: type[_Row], to_record: Callable[[_Row, str, str], Device]) -> _Decode:
    decoder = RowDecoder(row_type)
    return lambda body, organization_id, user_id: to_record(decoder.row(body), organization_id, user_id)


_KINDS = {
    DeviceKind.HEAT_PUMP: _Kind(HeatPumpChanges, HEAT_PUMP, _one_of(WireHeatPump, to_heat_pump)),
    DeviceKind.ELECTRIC_VEHICLE: _Kind(
        ElectricVehicleChanges, ELECTRIC_VEHICLE, _one_of(WireElectricVehicle, to_electric_vehicle)
    ),
    DeviceKind.SOLAR_INVERTER: _Kind(
        SolarInverterChanges, SOLAR_INVERTER, _one_of(WireSolarInverter, to_solar_inverter)
    ),
    DeviceKind.WALLBOX: _Kind(WallboxChanges, WALLBOX, _one_of(WireWallbox, to_wallbox)),
}


class _Deletion(msgspec.Struct, frozen=True):
    deleted_at: datetime


_DELETION: Table = {"deleted_at": Field("deleted_at", at)}


class DeviceWriteOperations(WriteOperations):
    """Devices are registered, set and removed."""

    async def create_device(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        changes: DeviceChanges,
        *,
        request_id: str | None = None,
    ) -> Device:
        """Register a device; its class of changes belongs to the kind. Inferred for wallboxes.

        Raises:
            ValueError: An id is not a canonical UUID, the changes are another kind's or not for new
                devices, a value cannot be written, or the organization is not configured.
            UpstreamNotFound: There is no such user.
            UpstreamInvalid: A value is not acceptable, or the building is not the user's.
            UpstreamRejected: The upstream did nothing; ``hint`` tells if it does not know how to.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        if NOT_FOR_NEW_DEVICES.intersection(set_fields(changes)):
            raise ValueError("a new device cannot be given a lifecycle or a score")
        collection = collection_of(kind)
        known = _known(kind, changes)
        return await self._send_changes(
            f"create_device.{collection}",
            organization_id,
            "POST",
            devices_path(organization_id, user_id, collection),
            changes,
            known.table,
            lambda body: known.decode(body, organization_id, user_id),
            request_id=request_id,
        )

    async def update_device(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        changes: DeviceChanges,
        *,
        request_id: str | None = None,
    ) -> Device:
        """Change a device; its class of changes belongs to the kind.

        Raises:
            ValueError: An id is not a canonical UUID, the changes are another kind's, a value cannot
                be written, or the organization is not configured.
            UpstreamNotFound: There is no such device.
            UpstreamInvalid: A value is not acceptable, or the building is not the user's.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        collection = collection_of(kind)
        known = _known(kind, changes)

        def decode(body: bytes) -> Device:
            device = known.decode(body, organization_id, user_id)
            if device.device_id != device_id:
                raise UpstreamInvalidResponse("another device was answered than changed")
            return device

        return await self._send_changes(
            f"update_device.{collection}",
            organization_id,
            "PUT",
            device_path(organization_id, user_id, collection, device_id),
            changes,
            known.table,
            decode,
            request_id=request_id,
        )

    async def delete_device(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        *,
        request_id: str | None = None,
    ) -> None:
        """Remove a device. Inferred; :meth:`soft_delete_device` is the documented way.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such device.
            UpstreamRejected: The upstream did nothing; ``hint`` tells if it does not know how to.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        collection = collection_of(kind)
        path = device_path(organization_id, user_id, collection, device_id)
        operation = f"delete_device.{collection}"
        await self._send_nothing(operation, organization_id, "DELETE", path, request_id=request_id)

    async def soft_delete_device(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        deleted_at: datetime,
        *,
        request_id: str | None = None,
    ) -> None:
        """Mark a device as deleted since an instant: what an upstream without DELETE can do.

        Raises:
            ValueError: An id is not a canonical UUID, the instant has no time zone, or the
                organization is not configured.
            UpstreamNotFound: There is no such device.
            UpstreamInvalid: The upstream does not like the instant.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        collection = collection_of(kind)
        await self._send_changes(
            f"soft_delete_device.{collection}",
            organization_id,
            "PUT",
            device_path(organization_id, user_id, collection, device_id),
            _Deletion(deleted_at),
            _DELETION,
            nothing,
            request_id=request_id,
            has_answer=False,
        )


def _known(kind: DeviceKind, changes: DeviceChanges) -> _Kind:
    known = _KINDS[kind]
    if type(changes) is not known.changes:
        raise ValueError("the changes are for another kind of device")
    return known
