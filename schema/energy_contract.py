"""What a user pays for electricity."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Parent

from domain import energy_contract as records
from domain.energy_contract import EnergyContractType
from permissions import Action
from resolvers import ahead
from resolvers import energy_contract as resolvers
from resolvers.pagination import Page, PageRequest
from schema.connection import After, Before, Connection, First, Last
from schema.declaring import argument, attribute, describes, field
from schema.node import Node
from schema.scalars import CurrencyCode

if TYPE_CHECKING:
    from schema.building import Building
    from schema.user import User


@describes(records.EnergyPrice, "A price of electricity, valid from an instant until the next price starts.")
class EnergyPrice:
    """A price."""

    price_per_kilowatt_hour: Decimal = attribute(
        "The price of a kilowatt hour in the currency of the contract."
    )
    starts_at: datetime = attribute("From when on the price is valid.")


def _prices(
    contract: Parent[records.EnergyContract],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    starts_from: Annotated[
        datetime | None, argument("Only prices that start at this instant or later.")
    ] = None,
    starts_before: Annotated[datetime | None, argument("Only prices that start before this instant.")] = None,
) -> Page[records.EnergyPrice]:
    request = PageRequest(first, after, last, before)
    return resolvers.prices_page(contract, request, starts_from, starts_before)


@describes(
    records.EnergyContract,
    "An electricity tariff of one building, or of all buildings of a user.",
    owner=ahead.owner,
)
class EnergyContract(Node):
    """A contract."""

    type: EnergyContractType | None = attribute("How often the price changes; null if not entered.")
    applies_to_all_buildings: bool = attribute(
        "Whether the contract is for all buildings of its owner, and not for a single one."
    )
    currency: CurrencyCode | None = attribute("The currency of the prices; null if not entered.")
    meter_id: str | None = attribute("The number of the meter, up to 19 characters; null if not entered.")
    supplier: str | None = attribute("Who supplies the electricity; null if not entered.")
    includes_external_components: bool | None = attribute(
        "Whether prices include taxes, fees and the like; false means the bare wholesale price, null that "
        "it was not entered."
    )
    prices: Connection[EnergyPrice] | None = field(
        _prices, "The prices in the order of time; a fixed tariff has one.", null_means_error=True
    )
    owner: Annotated["User", strawberry.lazy("schema.user")] | None = field(
        resolvers.owner, "The user who has the contract.", null_means_error=True, prefetch=ahead.users
    )
    building: Annotated["Building", strawberry.lazy("schema.building")] | None = field(
        resolvers.building,
        "The one building that the contract is for; null if it is for all of them.",
        prefetch=ahead.buildings,
    )
    viewer_can: list[Action] = field(resolvers.viewer_can, "What the viewer may do to this contract.")
