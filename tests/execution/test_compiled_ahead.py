"""Looking ahead: what is started before the rows in between are there, and what is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema
from strawberry import Parent

from execution import CompiledEngine
from tests.execution.both_engines import run, run_with_both

pytestmark = pytest.mark.anyio


@dataclass
class World:
    """Notes in which order things happen."""

    happened: list[str] = field(default_factory=list)
    refuses: bool = False


Info = strawberry.Info[World, None]


@dataclass
class HouseRow:
    owner: str
    name: str


@dataclass
class OwnerRow:
    name: str


def _ahead(what: str) -> Any:
    def prefetch(context: World, keys: Sequence[str], **arguments: Any) -> None:
        given = f" {arguments}" if arguments else ""
        context.happened.append(f"ahead {what} of {','.join(keys)}{given}")

    return prefetch


_HOUSES, _ROOMS, _OWNER = _ahead("houses"), _ahead("rooms"), _ahead("owner")


def _foresee(context: World, name: str) -> Mapping[str, Sequence[str]]:
    return {} if name == "nobody" else {"Owner": [name]}


def _foresee_all(context: World, names: list[str]) -> Mapping[str, Sequence[str]]:
    return {"Owner": names, "Stranger": ["x"]}


async def _houses(owner: Parent[OwnerRow], info: Info, floors: int = 1) -> list[HouseRow]:
    info.context.happened.append(f"houses of {owner.name}")
    return [HouseRow(owner.name, "big"), HouseRow(owner.name, "small")]


async def _rooms(house: Parent[HouseRow], info: Info) -> int:
    info.context.happened.append(f"rooms of {house.name}")
    return 3


async def _owner_of(house: Parent[HouseRow], info: Info) -> OwnerRow:
    return OwnerRow(house.owner)


async def _plain(house: Parent[HouseRow], info: Info) -> str:
    return "plain"


async def _one(info: Info, name: str) -> OwnerRow | None:
    info.context.happened.append(f"one {name}")
    return None if name == "nobody" else OwnerRow(name)


async def _all(info: Info, names: list[str]) -> "PageRow":
    info.context.happened.append("all")
    return PageRow([OwnerRow(name) for name in names])


async def _unforeseen(info: Info) -> list[OwnerRow]:
    info.context.happened.append("unforeseen")
    return [OwnerRow("ada"), OwnerRow("ben"), OwnerRow("ada"), OwnerRow("zoe")]


@dataclass
class PageRow:
    owners: list[OwnerRow]


def _keyed(row_class: type, key: Any) -> Any:
    def is_type_of(_cls: type, row: object, _info: object) -> bool:
        return type(row) is row_class

    is_type_of.by_class = True  # type: ignore[attr-defined]
    is_type_of.row_key = key  # type: ignore[attr-defined]
    return classmethod(is_type_of)


def _field(resolver: Any, metadata: Mapping[str, Any] | None = None) -> Any:
    return strawberry.field(resolver=resolver, metadata=metadata or {})


@strawberry.type
class House:
    name: str
    is_type_of = _keyed(HouseRow, lambda row: row.owner)
    rooms: int = _field(_rooms, {"execution.prefetch": _ROOMS})
    owner: "Owner" = _field(_owner_of, {"execution.prefetch": _OWNER})
    plain: str = _field(_plain)


@strawberry.type
class Owner:
    name: str
    is_type_of = _keyed(OwnerRow, lambda row: None if row.name == "zoe" else row.name)
    houses: list[House] = _field(_houses, {"execution.prefetch": _HOUSES})


@strawberry.type
class Page:
    owners: list[Owner]
    is_type_of = _keyed(PageRow, None)


@strawberry.type
class Query:
    one: Owner | None = _field(_one, {"execution.foresee": _foresee})
    all: Page = _field(_all, {"execution.foresee": _foresee_all})
    unforeseen: list[Owner] = _field(_unforeseen)


SCHEMA: GraphQLSchema = strawberry.Schema(Query)._schema


async def happens(text: str, **variables: Any) -> list[str]:
    """What happens, in its order; the answer is checked against graphql-core's."""
    await run_with_both(SCHEMA, text, World(), **variables)
    world = World()
    result = await run(CompiledEngine(SCHEMA), SCHEMA, text, world, **variables)
    assert result.errors is None
    return world.happened


async def test_everything_below_a_row_that_is_foreseen_is_started_with_it() -> None:
    happened = await happens('{ one(name: "ada") { houses { rooms plain } } }')
    assert happened[:2] == ["ahead houses of ada {'floors': 1}", "ahead rooms of ada"]
    assert happened.index("one ada") == 2
    assert happened[-2:] == ["rooms of big", "rooms of small"]


async def test_arguments_are_those_of_the_call() -> None:
    text = "query($n: String!, $f: Int!) { one(name: $n) { houses(floors: $f) { name } } }"
    assert (await happens(text, n="ben", f=7))[0] == "ahead houses of ben {'floors': 7}"


async def test_rows_in_a_page_are_foreseen_through_it() -> None:
    text = 'query { all(names: ["a", "b"]) { owners { houses { owner { name } } } } }'
    assert (await happens(text))[:2] == ["ahead houses of a,b {'floors': 1}", "ahead owner of a,b"]


async def test_what_stands_below_the_next_level_is_started_when_rows_come() -> None:
    happened = await happens("{ unforeseen { houses { rooms } } }")
    ahead = [each for each in happened if each.startswith("ahead")]
    # Each key once; the rows' own lists are asked for anyway, and nothing for whom has no key.
    assert ahead == ["ahead rooms of ada,ben"]
    assert happened.index("ahead rooms of ada,ben") < happened.index("rooms of big")


async def test_nothing_is_started_for_nobody() -> None:
    assert await happens('{ one(name: "nobody") { houses { rooms } } }') == ["one nobody"]


async def test_nothing_is_started_that_is_not_asked_for() -> None:
    assert await happens('{ one(name: "ada") { name } }') == ["one ada"]
    assert await happens('{ one(name: "ada") { name houses @skip(if: true) { rooms } } }') == ["one ada"]


async def test_the_same_lists_further_down_are_started_once() -> None:
    happened = await happens('{ one(name: "ada") { houses { owner { houses { rooms } } } } }')
    ahead = [each for each in happened if each.startswith("ahead")]
    assert ahead[:3] == ["ahead houses of ada {'floors': 1}", "ahead owner of ada", "ahead rooms of ada"]


async def test_an_argument_that_cannot_be_read_is_told_by_the_call_alone() -> None:
    text = 'query($f: Int) { one(name: "ada") { houses(floors: $f) { name } } }'
    world = World()
    result = await run(CompiledEngine(SCHEMA), SCHEMA, text, world, f=None)
    assert [error.path for error in result.errors or ()] == [["one", "houses"]]
    assert world.happened == ["one ada"]
