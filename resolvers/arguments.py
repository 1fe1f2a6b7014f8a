"""Checks on arguments that the type system cannot make."""

from collections.abc import Collection

from domain.device import DeviceKind
from domain.errors import BadUserInput
from domain.ids import GlobalId, IdKind, decode_id
from domain.visibility import VisibleUserId
from resolvers.context import Context

DEVICE_KIND = {
    IdKind.HEAT_PUMP: DeviceKind.HEAT_PUMP,
    IdKind.ELECTRIC_VEHICLE: DeviceKind.ELECTRIC_VEHICLE,
    IdKind.SOLAR_INVERTER: DeviceKind.SOLAR_INVERTER,
    IdKind.WALLBOX: DeviceKind.WALLBOX,
    IdKind.OTHER_DEVICE: DeviceKind.OTHER,
}
"""The kind of device that an id of this kind points at."""


def read_id(text: str, name: str, kinds: Collection[IdKind] = tuple(IdKind)) -> GlobalId:
    """Decode an id argument.

    Raises:
        BadUserInput: It is not an id of this API, or points at another kind of object.

    """
    decoded = decode_id(text)
    if decoded is None:
        raise BadUserInput(f"`{name}` is not an id of this API.")
    if decoded.kind not in kinds:
        wanted = " or ".join(kind.name.replace("_", " ").lower() for kind in kinds)
        raise BadUserInput(f"`{name}` is the id of another kind of object than {wanted}.")
    return decoded


def visible_owner(context: Context, decoded: GlobalId) -> VisibleUserId | None:
    """The user an id belongs to, if the viewer may see that user.

    ``None`` is answered like an id that does not exist, without asking anybody.
    """
    if not decoded.belongs_to(context.access.organization_id):
        return None
    return context.access.visible_user_id(decoded.owner_id)
