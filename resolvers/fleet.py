"""The devices of a whole organization, page by page.

The upstream lists devices per user and kind only. A page therefore reads the owners in the order of
their ids and no further than it has to; what comes behind costs nothing until it is asked for. It
looks through so many owners and no more: among people who have few of the wanted devices a page is
short, and the next one goes on behind the last owner that was looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from strawberry import Parent

from domain.device import Device, DeviceKind
from domain.errors import GatewayError
from domain.user import User
from resolvers.context import Context, Info
from resolvers.cursor import Order
from resolvers.pagination import Edge, EdgePage, PageInfo, PageRequest
from resolvers.users import visible_users

_KINDS = tuple(DeviceKind)
_ORDER = Order("devices", tuple[str, int, str])

_DEVICES_A_HOME = 3
"""About how many devices one owner has: how many owners are read at once to fill a page."""

OWNERS_A_DEVICE = 2
MORE_OWNERS = 20
"""How many owners are looked through for one page: two for each device on it, and twenty more."""


@dataclass(frozen=True, slots=True)
class FleetPage(EdgePage[Device]):
    """A page of devices, and of whom not everything could be read for it.

    ``end_cursor`` is behind the last owner that was looked at, where the page ends before it is full.
    """

    unavailable_owners: Sequence[User]
    kinds: Sequence[DeviceKind]
    end_cursor: str | None

    @property
    def page_info(self) -> PageInfo:
        """The page's borders."""
        return PageInfo(
            has_next_page=self.has_next_page,
            has_previous_page=self.has_previous_page,
            start_cursor=self.edges[0].cursor if self.edges else None,
            end_cursor=self.end_cursor,
        )


async def fleet_page(context: Context, request: PageRequest, kinds: Sequence[DeviceKind] | None) -> FleetPage:
    """The next devices behind a cursor, by owner, kind and id.

    One owner whose lists cannot be read does not fail the page: they are named in it instead.
    """
    wanted = [kind for kind in _KINDS if kinds is None or kind in kinds]
    after = _ORDER.key(request.after, "after") if request.after is not None else None
    owners = sorted(await visible_users(context), key=lambda user: user.user_id)
    owners = [owner for owner in owners if after is None or owner.user_id >= after[0]]
    edges: list[Edge[Device]] = []
    unavailable: list[User] = []
    left = OWNERS_A_DEVICE * request.size + MORE_OWNERS
    last: User | None = None
    while owners and left and len(edges) <= request.size:
        at_once = min(left, ceil((request.size + 1 - len(edges)) / _DEVICES_A_HOME))
        batch, owners = owners[:at_once], owners[at_once:]
        left -= len(batch)
        last = batch[-1]
        devices, failed = await _devices_of_all(context, batch, wanted)
        unavailable += failed
        edges += sorted(
            (edge for edge in map(_edge, devices) if after is None or edge.key > after),
            key=lambda edge: edge.key,
        )
    is_full = len(edges) > request.size
    edges = edges[: request.size]
    end_cursor = edges[-1].cursor if edges else None
    if owners and last is not None and not is_full:
        end_cursor = _ORDER.cursor((last.user_id, len(_KINDS), ""))
    return FleetPage(
        edges=edges,
        unavailable_owners=unavailable,
        has_next_page=is_full or bool(owners),
        has_previous_page=after is not None,
        kinds=wanted,
        end_cursor=end_cursor,
    )


async def total_count(page: Parent[FleetPage], info: Info) -> int:
    """How many devices there are on all pages together.

    Raises:
        GatewayError: Some list could not be read: there is no count then.

    """
    owners = list(await visible_users(info.context))
    keys = [(kind, info.context.access.require_user(each.user_id)) for each in owners for kind in page.kinds]
    count = 0
    for devices in await info.context.loaders.devices_by_user.load_many(keys):
        if isinstance(devices, BaseException):
            raise devices
        count += len(devices)
    return count


async def _devices_of_all(
    context: Context, owners: Sequence[User], kinds: Sequence[DeviceKind]
) -> tuple[list[Device], list[User]]:
    """The devices of these owners, and the owners of whom some list could not be read."""
    keys = [(kind, context.access.require_user(owner.user_id)) for owner in owners for kind in kinds]
    found: list[Device] = []
    failed: dict[str, User] = {}
    for position, devices in enumerate(await context.loaders.devices_by_user.load_many(keys)):
        if isinstance(devices, GatewayError):
            owner = owners[position // len(kinds)]
            failed[owner.user_id] = owner
        elif isinstance(devices, BaseException):
            raise devices
        else:
            found.extend(devices)
    return found, list(failed.values())


def _edge(device: Device) -> Edge[Device]:
    return Edge(device, _ORDER, (device.owner_id, _KINDS.index(device.kind), device.device_id))
