"""The entry points. Each is nullable and, where it looks something up, takes one argument."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from cache import Soon
from domain import building as building_records
from domain import device as device_records
from domain import energy_contract as contract_records
from domain import onboarding_session as session_records
from domain.ids import IdKind
from domain.user import User as _User
from resolvers import ahead
from resolvers import organization as organization_resolvers
from resolvers import viewer as viewer_resolvers
from resolvers.building import building_by_global_id
from resolvers.context import Context, Info
from resolvers.device import device_by_global_id
from resolvers.energy_contract import energy_contract_by_global_id
from resolvers.node import AnyNode, node_by_global_id, nodes_by_global_id
from resolvers.onboarding_session import onboarding_session_by_global_id
from resolvers.users import user_by_email, user_by_external_id, user_by_global_id
from schema.building import Building
from schema.declaring import argument, field
from schema.device import Device
from schema.energy_contract import EnergyContract
from schema.node import Node
from schema.onboarding_session import OnboardingSession
from schema.organization import Organization
from schema.user import User, UserBy
from schema.viewer import Viewer

_Id = Annotated[strawberry.ID, argument("The id of the object.")]
_Ids = Annotated[list[strawberry.ID], argument("The ids of the objects, at most 100.")]
_By = Annotated[UserBy, argument("How to find the user.")]


def _user(info: Info, by: _By) -> Soon[_User | None] | Awaitable[_User | None]:
    if by.id is not None:
        return user_by_global_id(info.context, by.id.value, "by.id")
    if by.external_id is not None:
        return user_by_external_id(info.context, by.external_id.value)
    return user_by_email(info.context, by.email.value) if by.email is not None else None


async def _building(info: Info, id: _Id) -> building_records.Building | None:
    return await building_by_global_id(info.context, id)


async def _device(info: Info, id: _Id) -> device_records.Device | None:
    return await device_by_global_id(info.context, id)


async def _energy_contract(info: Info, id: _Id) -> contract_records.EnergyContract | None:
    return await energy_contract_by_global_id(info.context, id)


async def _onboarding_session(info: Info, id: _Id) -> session_records.OnboardingSession | None:
    return await onboarding_session_by_global_id(info.context, id)


async def _node(info: Info, id: _Id) -> AnyNode | None:
    return await node_by_global_id(info.context, id)


async def _nodes(info: Info, ids: _Ids) -> list[AnyNode | BaseException | None]:
    return await nodes_by_global_id(info.context, list(ids))


def _user_ahead(context: Context, by: UserBy) -> ahead.Foreseen:
    return {} if by.id is None else ahead.of_id(context, by.id.value, (IdKind.USER,))


_NULL = "Null if there is none, or if the viewer may not see it."


@strawberry.type(description="Where reading starts.")
class Query:
    """The entry points for reading."""

    viewer: Viewer = field(viewer_resolvers.viewer, "Who is asking, and what they may do.")
    organization: Organization | None = field(
        organization_resolvers.organization,
        "The viewer's organization. Everything happens inside it.",
        null_means_error=True,
    )
    user: User | None = field(_user, f"One user. {_NULL}", foresee=_user_ahead)
    building: Building | None = field(
        _building, f"One building. {_NULL}", foresee=ahead.by_id(IdKind.BUILDING)
    )
    energy_contract: EnergyContract | None = field(
        _energy_contract, f"One energy contract. {_NULL}", foresee=ahead.by_id(IdKind.ENERGY_CONTRACT)
    )
    device: Device | None = field(_device, f"One device of any kind. {_NULL}", foresee=ahead.of_device_id)
    onboarding_session: OnboardingSession | None = field(
        _onboarding_session, f"One session in which a user connects a device. {_NULL}"
    )
    node: Node | None = field(
        _node, f"One object of any type. {_NULL}", foresee=ahead.by_id(*ahead.TYPE_NAME)
    )
    nodes: list[Node | None] | None = field(
        _nodes,
        "Objects of any type, in the order of the ids, with null in the place of each that does not exist "
        "or that the viewer may not see.",
        null_means_error=True,
        foresee=ahead.of_ids,
    )
