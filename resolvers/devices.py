"""Loading a user's devices, of one kind or of several."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from domain.device import Device, DeviceKind
from domain.visibility import VisibleUserId
from resolvers.context import Context

Kinds = Annotated[
    list[DeviceKind] | None,
    strawberry.argument(description="Only these kinds, one upstream call each; all of them if not given."),
]


async def devices_of(
    context: Context, user_id: VisibleUserId, kinds: Sequence[DeviceKind] | None
) -> list[Device]:
    """The devices of a user, kind by kind in the order of :class:`DeviceKind`.

    Raises:
        UpstreamError: One of the lists could not be read. A list with a silent gap would look like
            a home without that device, so there is no partial answer; who can live with one asks
            for the kinds in fields of their own.

    """
    wanted = [kind for kind in DeviceKind if kinds is None or kind in kinds]
    if len(wanted) == 1:
        return list(await context.loaders.devices_by_user.load((wanted[0], user_id)))
    lists = await context.loaders.devices_by_user.load_many([(kind, user_id) for kind in wanted])
    devices: list[Device] = []
    for each in lists:
        if isinstance(each, BaseException):
            raise each
        devices.extend(each)
    return devices
