"""Devices of a kind that a newer upstream invented."""

from domain.device import DeviceKind, OtherDevice
from partner_api.wire.device import WireDevice, device_fields


def to_other_device(row: WireDevice, organization_id: str, user_id: str, collection: str) -> OtherDevice:
    """Make the record of a device that was listed in that collection.

    Raises:
        UpstreamInvalidResponse: The id is missing, or the device is another user's.

    """
    return OtherDevice(
        **device_fields(row, DeviceKind.OTHER, organization_id, user_id), collection=collection
    )
