"""What hangs off an energy contract, and looking one up."""

from collections.abc import Sequence
from datetime import datetime

from strawberry import Parent

from cache import Soon
from domain.building import Building
from domain.energy_contract import EnergyContract, EnergyPrice
from domain.errors import UpstreamNotFound
from domain.ids import GlobalId, IdKind
from domain.user import User
from permissions import Action, Resource
from resolvers.arguments import read_id, visible_owner
from resolvers.building import linked_building
from resolvers.context import Context, Info
from resolvers.cursor import Order
from resolvers.pagination import Page, PageRequest, paginate
from resolvers.users import visible_user

_BY_TIME = Order("prices", tuple[float, int])


def owner(contract: Parent[EnergyContract], info: Info) -> Soon[User | None]:
    """The user who has the contract."""
    return visible_user(info.context, info.context.access.require_user(contract.owner_id))


def building(contract: Parent[EnergyContract], info: Info) -> Soon[Building | None]:
    """The one building that the contract is for."""
    return linked_building(info.context, contract.owner_id, contract.building_id)


def prices_page(
    contract: EnergyContract,
    request: PageRequest,
    starts_from: datetime | None,
    starts_before: datetime | None,
) -> Page[EnergyPrice]:
    """The contract's prices that start in a half-open interval, in the order of time."""
    rows = [
        ((price.starts_at.timestamp(), position), price)
        for position, price in enumerate(contract.prices)
        if (starts_from is None or price.starts_at >= starts_from)
        and (starts_before is None or price.starts_at < starts_before)
    ]
    return paginate(rows, request, _BY_TIME)


def viewer_can(contract: Parent[EnergyContract], info: Info) -> Sequence[Action]:
    """What the viewer may do to this contract."""
    return info.context.access.actions(Resource.ENERGY_CONTRACTS, contract.owner_id)


async def energy_contract_by_global_id(context: Context, text: str) -> EnergyContract | None:
    """The contract with that id, if the viewer may see its owner."""
    return await find_energy_contract(context, read_id(text, "id", (IdKind.ENERGY_CONTRACT,)))


async def find_energy_contract(context: Context, decoded: GlobalId) -> EnergyContract | None:
    """The same for an id that is decoded already."""
    owner_id = visible_owner(context, decoded)
    if owner_id is None:
        return None
    try:
        contracts = await context.loaders.energy_contracts_by_user.load(owner_id)
    except UpstreamNotFound:
        return None
    return next((each for each in contracts if each.energy_contract_id == decoded.own_id), None)
