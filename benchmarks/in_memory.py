"""A schema over records in memory: 50 users with 2 buildings with 3 devices of 12 scalars, 4,200 fields.

Twice: with everything an attribute of its row, and with a resolver for every relation.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import msgspec
import strawberry
from graphql import GraphQLSchema

C = TypeVar("C", bound=type)

LARGE = """{ organization { id users { id firstName lastName buildings { id name devices {
  id kind name manufacturer model zone currentMode powerWatts score level isConnected isOptimized
} } } } }"""

TINY = "{ organization { id } }"


@strawberry.enum
class Kind(Enum):
    """Kinds of devices."""

    HEAT_PUMP = "hp"
    WALLBOX = "wb"


class _DeviceRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    kind: Kind
    name: str
    manufacturer: str
    model: str | None
    zone: str | None
    current_mode: str | None
    power_watts: float
    score: float | None
    level: int
    is_connected: bool
    is_optimized: bool


class _BuildingRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    name: str
    devices: list[_DeviceRow]


class _UserRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    first_name: str
    last_name: str
    buildings: list[_BuildingRow]


class _OrganizationRow(msgspec.Struct, frozen=True, gc=False):
    id: str
    users: list[_UserRow]


def organization(users: int) -> Any:  # noqa: ANN401 - a row
    """An organization with that many users."""
    return _OrganizationRow("o", [_user(number) for number in range(users)])


def _user(number: int) -> _UserRow:
    buildings = [
        _BuildingRow(f"b{number}.{place}", "At home", [_device(f"d{number}.{place}.{n}") for n in range(3)])
        for place in range(2)
    ]
    return _UserRow(f"u{number}", "First", "Last", buildings)


def _device(device_id: str) -> _DeviceRow:
    return _DeviceRow(
        device_id, Kind.HEAT_PUMP, "Pump", "Maker", "Model", None, "mid", 1250.5, 0.5, 3, True, False
    )


def schema(*, resolvers: bool) -> GraphQLSchema:
    """The schema. The context is the organization; with ``resolvers`` each relation is a function,
    that of the users' buildings a coroutine.
    """
    Device = _describes(_DeviceRow, "Device", {})  # noqa: N806 - a class
    devices = _relation(lambda row: row.devices) if resolvers else strawberry.field()
    Building = _describes(_BuildingRow, "Building", {"devices": (list[Device], devices)})  # type: ignore[valid-type]  # noqa: N806
    buildings = _coroutine(lambda row: row.buildings) if resolvers else strawberry.field()
    User = _describes(_UserRow, "User", {"buildings": (list[Building], buildings)})  # type: ignore[valid-type]  # noqa: N806
    users = _relation(lambda row: row.users) if resolvers else strawberry.field()
    Organization = _describes(_OrganizationRow, "Organization", {"users": (list[User], users)})  # type: ignore[valid-type]  # noqa: N806

    def root(info: strawberry.Info) -> Any:  # noqa: ANN401 - a row
        return info.context

    members = {
        "__annotations__": {"organization": Organization},
        "organization": strawberry.field(resolver=root),
    }
    return strawberry.Schema(strawberry.type(type("Query", (), members)))._schema  # noqa: SLF001


def _relation(read: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    def resolve(root: Any) -> Any:  # noqa: ANN401
        return read(root)

    return strawberry.field(resolver=resolve)


def _coroutine(read: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    async def resolve(root: Any) -> Any:  # noqa: ANN401
        return read(root)

    return strawberry.field(resolver=resolve)


def _describes(row_class: type[msgspec.Struct], name: str, relations: dict[str, tuple[Any, Any]]) -> Any:  # noqa: ANN401
    def is_type_of(_cls: type, row: object, _info: object) -> bool:
        return type(row) is row_class

    is_type_of.by_class = True  # type: ignore[attr-defined]
    columns = {each: hint for each, hint in row_class.__annotations__.items() if each not in relations}
    columns["id"] = strawberry.ID
    members: dict[str, Any] = {each: strawberry.field() for each in columns}
    members |= {each: field for each, (_, field) in relations.items()}
    annotations = columns | {each: hint for each, (hint, _) in relations.items()}
    members |= {"__annotations__": annotations, "is_type_of": classmethod(is_type_of)}
    return strawberry.type(type(name, (), members))
