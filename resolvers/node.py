"""Looking anything up by its id alone."""

import asyncio

from domain.building import Building
from domain.device import Device
from domain.energy_contract import EnergyContract
from domain.errors import BadUserInput
from domain.ids import GlobalId, IdKind
from domain.onboarding_session import OnboardingSession
from domain.organization import Organization
from domain.user import User
from resolvers.arguments import read_id, visible_owner
from resolvers.building import find_building
from resolvers.context import Context
from resolvers.device import find_device
from resolvers.energy_contract import find_energy_contract
from resolvers.onboarding_session import find_onboarding_session

AnyNode = Organization | User | Building | EnergyContract | Device | OnboardingSession

MAXIMUM_IDS = 100


async def node_by_global_id(context: Context, text: str) -> AnyNode | None:
    """The object with that id, if the viewer may see it."""
    return await _find(context, read_id(text, "id"))


async def nodes_by_global_id(context: Context, texts: list[str]) -> list[AnyNode | BaseException | None]:
    """The objects with those ids, in their order; what fails is an exception in its own place.

    Raises:
        BadUserInput: There are more than 100 ids, or one is not an id of this API.

    """
    if len(texts) > MAXIMUM_IDS:
        raise BadUserInput(f"`ids` may hold at most {MAXIMUM_IDS} ids.")
    decoded = [read_id(text, f"ids[{position}]") for position, text in enumerate(texts)]
    return await asyncio.gather(*(_find(context, each) for each in decoded), return_exceptions=True)


async def _find(context: Context, decoded: GlobalId) -> AnyNode | None:
    match decoded.kind:
        case IdKind.ORGANIZATION:
            own = decoded.belongs_to(context.access.organization_id)
            same = decoded.owner_id == context.access.organization_id
            return context.organization if own and same else None
        case IdKind.USER:
            user_id = visible_owner(context, decoded)
            return None if user_id is None else await context.loaders.user_by_id.load(user_id)
        case IdKind.BUILDING:
            return await find_building(context, decoded)
        case IdKind.ENERGY_CONTRACT:
            return await find_energy_contract(context, decoded)
        case IdKind.ONBOARDING_SESSION:
            return await find_onboarding_session(context, decoded)
        case _:
            return await find_device(context, decoded)
