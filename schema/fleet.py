"""The devices of a whole organization."""

from resolvers import fleet as resolvers
from schema.connection import Edge, PageInfo
from schema.declaring import attribute, describes, field
from schema.device import Device
from schema.user import User


@describes(
    resolvers.FleetPage,
    "One page of the devices of an organization, in the order of their owners.",
    name="DeviceConnection",
)
class DeviceConnection:
    """A page of devices."""

    edges: list[Edge[Device]] = attribute("The devices of this page with their cursors.")
    nodes: list[Device] = attribute("The devices of this page.")
    page_info: PageInfo = attribute("Where this page starts and ends, and whether there is more.")
    unavailable_owners: list[User] = attribute(
        "The owners of whom not all devices could be read for this page; normally empty."
    )
    total_count: int | None = field(
        resolvers.total_count,
        "How many devices there are on all pages together. This reads all devices of all owners.",
        null_means_error=True,
    )
