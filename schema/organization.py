"""The organization."""

from typing import Annotated

from strawberry import Parent

from domain import organization as records
from domain import user as user_records
from permissions import Resource
from resolvers import ahead, fleet
from resolvers import organization as resolvers
from resolvers.context import Info
from resolvers.devices import Kinds
from resolvers.pagination import Page, PageRequest
from resolvers.users import UserCriteria, UserOrderField, users_page
from schema.connection import After, Before, Connection, First, Last
from schema.declaring import argument, describes, field
from schema.fleet import DeviceConnection
from schema.node import Node
from schema.ordering import OrderDirection
from schema.savings import OrganizationSavings, organization_savings
from schema.trading import DayAheadPrice, LoadCurve, day_ahead_prices, load_curve
from schema.user import User, UserFilter, UserOrder


async def _users(
    organization: Parent[records.Organization],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: Annotated[UserFilter | None, argument("Only users who match this.")] = None,
    search: Annotated[
        str | None,
        argument("Only users with this in their name, e-mail address or external id, whatever the case."),
    ] = None,
    order_by: Annotated[UserOrder | None, argument("How to sort; by e-mail address if not given.")] = None,
    include_deleted: Annotated[bool, argument("Also list users who have been removed.")] = False,
) -> Page[user_records.User]:
    wanted = filter or UserFilter()
    order = order_by or UserOrder(field=UserOrderField.EMAIL)
    return await users_page(
        info.context,
        PageRequest(first, after, last, before),
        UserCriteria(
            role=wanted.role,
            email=wanted.email,
            external_id=wanted.external_id,
            postal_code=wanted.postal_code,
            town=wanted.town,
            country=wanted.country,
            search=search,
        ),
        order.field,
        descending=order.direction is OrderDirection.DESCENDING,
        include_deleted=include_deleted,
    )


async def _devices(
    organization: Parent[records.Organization],
    info: Info,
    first: First = None,
    after: After = None,
    kinds: Kinds = None,
) -> fleet.FleetPage:
    return await fleet.fleet_page(info.context, PageRequest(first, after), kinds)


@describes(records.Organization, "An energy company and everybody whose homes it optimizes.")
class Organization(Node):
    """An organization."""

    users: Connection[User] | None = field(
        _users,
        "The members of the organization whom the viewer may see: everybody, or for an end user the one "
        "user they are.",
        null_means_error=True,
        foresee=ahead.everybody,
    )
    devices: DeviceConnection | None = field(
        _devices,
        "The devices of everybody whom the viewer may see. The Partner API lists devices by user and "
        "kind, so a page costs a call for each kind of each owner it reaches into: ask for few kinds.",
        null_means_error=True,
    )
    savings: OrganizationSavings | None = field(
        organization_savings, "What all devices of the organization saved together.", null_means_error=True
    )
    day_ahead_prices: Connection[DayAheadPrice] | None = field(
        day_ahead_prices,
        "The prices of the day-ahead market in one zone, in the order of time; those that are not known "
        "yet are not there.",
        null_means_error=True,
    )
    load_curve: LoadCurve | None = field(
        load_curve,
        "The load expected of all devices of the organization, or of those in one price zone; null if "
        "there is no such curve.",
    )
    viewer_can_create: list[Resource] = field(
        resolvers.viewer_can_create, "What the viewer may add to the organization."
    )
