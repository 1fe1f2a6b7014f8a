"""What is kept of one run for the next: lists whose rows never change, and arguments of equal inputs."""

from typing import Any, ClassVar, NamedTuple

import msgspec
import orjson
import pytest
import strawberry
from graphql import GraphQLSchema

from execution import CompiledEngine, Documents, Operation
from execution.compiled.lasting import Lasting

pytestmark = pytest.mark.anyio


class Row(msgspec.Struct, frozen=True):
    """Counts how often it is read."""

    name: str
    reads: list[str]

    @property
    def label(self) -> str:
        self.reads.append(self.name)
        if self.name == "bad":
            raise LookupError("bad")
        return self.name.upper()


class Context(NamedTuple):
    rows: Any
    seen: list[object]


def _is_type_of(_cls: type, row: object, _info: object) -> bool:
    return type(row) is Row


_is_type_of.by_class = True  # type: ignore[attr-defined]
_is_type_of.immutable = True  # type: ignore[attr-defined]


@strawberry.type
class Item:
    name: str
    label: str | None
    is_type_of: ClassVar[Any] = classmethod(_is_type_of)

    @strawberry.field
    def computed(self) -> int:
        return 1


@strawberry.input
class Filter:
    text: str
    limit: int = 5


@strawberry.type
class Query:
    @strawberry.field
    def items(self, info: strawberry.Info) -> list[Item]:
        rows: list[Item] = info.context.rows
        return rows

    @strawberry.field
    def find(self, info: strawberry.Info, by: Filter) -> str:
        info.context.seen.append(by)
        return f"{by.text} {by.limit}"


def schema(*, shares: bool = True) -> GraphQLSchema:
    made = strawberry.Schema(Query)._schema
    made.extensions["execution.shares_arguments"] = shares
    return made


async def ask(
    engine: CompiledEngine,
    documents: Documents,
    text: str,
    context: Context,
    **more: Any,
) -> tuple[Any, list[Any]]:
    operation = Operation(documents.get(text), None, more.get("variables"), fragments="fragments" in more)
    result = await engine.run_operation(operation, context)
    return result.data, [error.path for error in result.errors or ()]


@pytest.mark.parametrize("fragments", [{}, {"fragments": True}])
async def test_a_tuple_is_read_once_however_often_it_comes(fragments: dict[str, bool]) -> None:
    built = schema()
    engine, documents = CompiledEngine(built), Documents(built)
    reads: list[str] = []
    context = Context((Row("a", reads), Row("b", reads)), [])
    for _ in range(3):
        data, _ = await ask(engine, documents, "{ items { name label } }", context, **fragments)
        expected = {"items": [{"name": "a", "label": "A"}, {"name": "b", "label": "B"}]}
        assert orjson.loads(orjson.dumps(data)) == expected
    assert reads == ["a", "b"]
    data, _ = await ask(engine, documents, "{ items { other: label } }", context)
    assert data == {"items": [{"other": "A"}, {"other": "B"}]}
    assert reads == ["a", "b"] * 2


async def test_an_equal_tuple_is_not_the_same() -> None:
    built = schema()
    engine, documents = CompiledEngine(built), Documents(built)
    for name in ("a", "b"):
        data, _ = await ask(engine, documents, "{ items { label } }", Context((Row(name, []),), []))
        assert data == {"items": [{"label": name.upper()}]}


async def test_a_list_may_change_and_is_read_every_time() -> None:
    built = schema()
    engine, documents = CompiledEngine(built), Documents(built)
    rows = [Row("a", [])]
    await ask(engine, documents, "{ items { label } }", Context(rows, []))
    rows.append(Row("b", []))
    data, _ = await ask(engine, documents, "{ items { label } }", Context(rows, []))
    assert data == {"items": [{"label": "A"}, {"label": "B"}]}


async def test_what_a_resolver_answers_is_asked_every_time() -> None:
    built = schema()
    engine, documents = CompiledEngine(built), Documents(built)
    reads: list[str] = []
    for _ in range(2):
        context = Context((Row("a", reads),), [])
        data, _ = await ask(engine, documents, "{ items { label computed } }", context)
        assert data == {"items": [{"label": "A", "computed": 1}]}
    assert reads == ["a", "a"]


async def test_a_list_with_an_error_is_made_anew_with_the_error_in_its_place() -> None:
    built = schema()
    engine, documents = CompiledEngine(built), Documents(built)
    context = Context((Row("a", []), Row("bad", [])), [])
    for text, path in (
        ("{ items { label } }", ["items", 1, "label"]),
        ("{ more: items { label } }", ["more", 1, "label"]),
    ) * 2:
        data, errors = await ask(engine, documents, text, context)
        assert next(iter(data.values())) == [{"label": "A"}, {"label": None}]
        assert errors == [path]


def test_lists_leave_when_there_is_no_room() -> None:
    lasting = Lasting(max_fields=1_600)
    tuples = [(object(),) * 9 for _ in range(20)]
    for each in tuples:
        lasting.keep(each, "position", [], 11)
    assert lasting.fields == 16 * 100
    assert [lasting.get(each, "position") is None for each in tuples] == [True] * 4 + [False] * 16
    assert lasting.get(tuples[-1], "another") is None
    large = (object(),) * 10
    lasting.keep(large, "position", [], 11)
    assert lasting.get(large, "position") is None


async def test_equal_inputs_are_read_once_if_the_schema_promises_to_leave_them_alone() -> None:
    text = "query($text: String!, $limit: Int = 3) { find(by: {text: $text, limit: $limit}) }"
    for shares in (True, False):
        built = schema(shares=shares)
        engine, documents = CompiledEngine(built), Documents(built)
        context = Context((), [])
        for variables in ({"text": "a"}, {"text": "a"}, {"text": "b"}, {"text": "a", "limit": 9}):
            data, errors = await ask(engine, documents, text, context, variables=variables)
            limit = variables.get("limit", 3)
            assert (data, errors) == ({"find": f"{variables['text']} {limit}"}, [])
        assert (context.seen[0] is context.seen[1]) is shares


async def test_what_python_takes_for_equal_is_not() -> None:
    text = 'query($limit: Int!) { find(by: {text: "a", limit: $limit}) }'
    built = schema()
    engine, documents = CompiledEngine(built), Documents(built)
    assert await ask(engine, documents, text, Context((), []), variables={"limit": 1}) == (
        {"find": "a 1"},
        [],
    )
    for variables in ({"limit": True}, {"limit": 1.5}, {"limit": "1"}):
        data, errors = await ask(engine, documents, text, Context((), []), variables=variables)
        assert (data, errors) == (None, [None])
