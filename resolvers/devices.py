"""Loading a user's devices, of one kind or of several."""

from collections.abc import Callable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Annotated

import strawberry

from cache import Soon, then
from domain.device import Device, DeviceKind
from domain.visibility import VisibleUserId
from loaders import ByBuilding
from resolvers.context import Context

Kinds = Annotated[
    list[DeviceKind] | None,
    strawberry.argument(description="Only these kinds, one upstream call each; all of them if not given."),
]

_ALL_KINDS = tuple(DeviceKind)


def devices_of(
    context: Context, user_id: VisibleUserId, kinds: Sequence[DeviceKind] | None
) -> Soon[tuple[Device, ...]]:
    """The devices of a user, kind by kind in the order of :class:`DeviceKind`.

    Raises:
        UpstreamError: One of the lists could not be read. A list with a silent gap would look like
            a home without that device, so there is no partial answer; who can live with one asks
            for the kinds in fields of their own.

    """
    if kinds is None:
        return then(context.loaders.devices_of_home.get(user_id), _rows)
    keys = device_keys(user_id, kinds)
    loader = context.loaders.devices_by_user
    return loader.get(keys[0]) if len(keys) == 1 else then(loader.get_all(keys), _joined)


_rows: Callable[[ByBuilding[Device]], tuple[Device, ...]] = attrgetter("rows")


def device_keys(
    user_id: VisibleUserId, kinds: Sequence[DeviceKind] | None
) -> list[tuple[DeviceKind, VisibleUserId]]:
    """The lists that hold a user's devices of those kinds, or of all."""
    wanted = _ALL_KINDS if kinds is None else [kind for kind in _ALL_KINDS if kind in kinds]
    return [(kind, user_id) for kind in wanted]


def _joined(lists: Sequence[tuple[Device, ...]]) -> tuple[Device, ...]:
    return tuple(chain.from_iterable(lists))
