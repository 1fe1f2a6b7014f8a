"""Writing devices."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cache import Change
from domain.changes.device import DeviceChanges
from domain.device import Device, DeviceKind
from domain.visibility import PermittedUserId
from loaders.writing.added import Added
from loaders.writing.base import Writing


class DeviceWriting(Writing):
    """Devices are registered, set and removed."""

    async def create_device(
        self, owner_id: PermittedUserId, kind: DeviceKind, changes: DeviceChanges
    ) -> Device | None:
        """Register a device; ``None`` if it is gone again when a retry asks."""
        return await self._add(
            Change.DEVICE_WRITTEN,
            owner_id,
            lambda: self._api.create_device(
                self._organization_id, owner_id, kind, changes, request_id=self._request_id
            ),
            self._among_devices(owner_id, kind, changes),
        )

    async def update_device(
        self, owner_id: PermittedUserId, kind: DeviceKind, device_id: str, changes: DeviceChanges
    ) -> Device | None:
        """Change a device."""
        return await self._change(
            Change.DEVICE_WRITTEN,
            owner_id,
            lambda: self._api.update_device(
                self._organization_id, owner_id, kind, device_id, changes, request_id=self._request_id
            ),
            lambda: self._among_devices(owner_id, kind, changes).find(device_id),
        )

    async def delete_device(self, owner_id: PermittedUserId, kind: DeviceKind, device_id: str) -> None:
        """Remove a device in the way that is documented: it is marked as deleted."""
        deleted_at = datetime.now(UTC)
        await self._remove(
            Change.DEVICE_WRITTEN,
            owner_id,
            lambda: self._api.soft_delete_device(
                self._organization_id, owner_id, kind, device_id, deleted_at, request_id=self._request_id
            ),
        )

    def _among_devices(
        self, owner_id: PermittedUserId, kind: DeviceKind, changes: DeviceChanges
    ) -> Added[Device]:
        async def rows() -> Sequence[Device]:
            return await self._api.devices(self._organization_id, owner_id, kind, request_id=self._request_id)

        return Added(rows, lambda device: device.device_id, changes)
