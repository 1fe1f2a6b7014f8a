"""The compiled engine answers as graphql-core does: the cases one by one, each by both engines."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

import pytest
import strawberry
from graphql import GraphQLSchema, build_schema

from tests.execution.both_engines import run_with_both

pytestmark = pytest.mark.anyio


@strawberry.enum
class Color(Enum):
    RED = "r"
    BLUE = strawberry.enum_value("b", name="AZURE")


@strawberry.interface
class Animal:
    name: str


@strawberry.type
class Dog(Animal):
    barks: int | None = None
    friend: Animal | None = None


@strawberry.type
class Cat(Animal):
    color: Color = Color.RED


@strawberry.input(one_of=True)
class By:
    id: strawberry.Maybe[strawberry.ID]
    name: strawberry.Maybe[str]


@strawberry.input
class Options:
    size: int = 3
    colors: list[Color] | None = None
    note: strawberry.Maybe[str | None]


@strawberry.type
class Leaves:
    text: str | None
    number: int | None
    ratio: float | None
    flag: bool | None
    key: strawberry.ID | None
    color: Color | None


@dataclass
class Wrong:
    """A row whose attributes are anything."""

    text: Any = None
    number: Any = None
    ratio: Any = None
    flag: Any = None
    key: Any = None
    color: Any = None


@strawberry.type
class Box:
    label: str
    inner: "Box | None"
    required: "Box"

    @strawberry.field
    def fails(self) -> str | None:
        raise ValueError("as always")

    @strawberry.field
    def must(self) -> str:
        raise ValueError("must not")

    @strawberry.field
    async def later(self, info: strawberry.Info) -> str:
        await asyncio.sleep(0)
        return f"{info.path.as_list()}"


class BoxRow:
    """Boxes in boxes, as deep as one likes; ``required`` is missing at the depth of 2."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.label = f"box {depth}"

    @property
    def inner(self) -> "BoxRow":
        return BoxRow(self.depth + 1)

    @property
    def required(self) -> "BoxRow | None":
        return BoxRow(self.depth + 1) if self.depth < 2 else None


@strawberry.type
class Query:
    @strawberry.field
    def animals(self) -> list[Animal]:
        return [Dog(name="Rex", barks=2, friend=Cat(name="Tom")), Cat(name="Kit", color=Color.BLUE)]

    @strawberry.field
    def pet(self, kind: str) -> Annotated[Dog | Cat, strawberry.union("Pet")] | None:
        rows: dict[str, Any] = {"dog": Dog(name="Rex"), "cat": Cat(name="Tom"), "number": 5}
        return rows.get(kind)

    @strawberry.field
    def said(
        self,
        info: strawberry.Info,
        by: By | None = None,
        options: Options | None = None,
        from_: Annotated[str | None, strawberry.argument(name="from")] = None,
        count: int = 7,
    ) -> str:
        return f"{by} {options} {from_} {count} {info.path.key}"

    @strawberry.field
    def leaves(self, info: strawberry.Info) -> Leaves:
        leaves: Leaves = info.context
        return leaves

    @strawberry.field
    def box(self) -> Box | None:
        return BoxRow(0)  # type: ignore[return-value]

    @strawberry.field
    def boxes(self) -> list[Box | None]:
        return [BoxRow(0), None, BoxRow(2)]  # type: ignore[list-item]

    @strawberry.field
    def strict_boxes(self) -> list[Box] | None:
        return [BoxRow(0), None, BoxRow(2)]  # type: ignore[list-item]


SCHEMA: GraphQLSchema = strawberry.Schema(Query, types=[Dog, Cat])._schema


async def test_fields_are_in_the_order_of_the_document_and_merged() -> None:
    text = """{
      animals { ... on Dog { barks } name ...More n: name ... on Cat { color } __typename }
      again: animals { name }
    }
    fragment More on Animal { name ... on Dog { friend { name } } }
    """
    data, errors = await run_with_both(SCHEMA, text)
    assert errors == []
    assert list(data) == ["animals", "again"]
    assert list(data["animals"][0].items()) == [
        ("barks", 2),
        ("name", "Rex"),
        ("friend", {"name": "Tom"}),
        ("n", "Rex"),
        ("__typename", "Dog"),
    ]
    assert list(data["animals"][1]) == ["name", "n", "color", "__typename"]
    assert data["animals"][1]["color"] == "AZURE"


async def test_the_selections_of_equal_fields_are_merged() -> None:
    text = "{ box { inner { label } inner { inner { label } } } ... { box { label } } }"
    data, _ = await run_with_both(SCHEMA, text)
    assert data == {"box": {"inner": {"label": "box 1", "inner": {"label": "box 2"}}, "label": "box 0"}}


@pytest.mark.parametrize(("skip", "include", "keys"), [
    (False, True, ["a", "b", "c"]),
    (True, True, ["b"]),
    (False, False, ["a", "c"]),
    (True, False, []),
])  # fmt: skip
async def test_conditions(skip: bool, include: bool, keys: list[str]) -> None:
    text = """query($skip: Boolean!, $include: Boolean = true) { box {
      a: label @skip(if: $skip)
      b: label @include(if: $include)
      c: label @include(if: true) @skip(if: $skip)
      ... @include(if: false) { d: label }
    } }"""
    data, _ = await run_with_both(SCHEMA, text, skip=skip, include=include)
    assert list(data["box"]) == keys


@pytest.mark.parametrize(("text", "variables", "said"), [
    ("{ said }", {}, "None None None 7"),
    ('{ said(by: {id: "x"}, from: "there", count: 1) }', {}, "By(id=Some('x'), name=None) None there 1"),
    ("{ said(options: {}) }", {}, "None Options(size=3, colors=None, note=None) None 7"),
    (
        "query($o: Options) { said(options: $o) }",
        {"o": {"colors": ["AZURE", "RED"], "note": None}},
        "None Options(size=3, colors=[<Color.BLUE: 'b'>, <Color.RED: 'r'>], note=Some(None)) None 7",
    ),
    ("query($n: Int) { said(count: $n) }", {}, "None None None 7"),
    ("query($n: Int = 8) { said(count: $n) }", {}, "None None None 8"),
    ("query($n: Int = 8) { said(count: $n) }", {"n": 9}, "None None None 9"),
])  # fmt: skip
async def test_arguments_are_strawberrys(text: str, variables: dict[str, Any], said: str) -> None:
    assert await run_with_both(SCHEMA, text, **variables) == ({"said": f"{said} said"}, [])


async def test_variables_that_cannot_be_read_end_the_operation() -> None:
    data, errors = await run_with_both(SCHEMA, "query($n: Int!) { said(count: $n) }", n="five")
    assert data is None
    assert [(path, places) for _, path, places in errors] == [(None, [(1, 7)])]


async def test_an_argument_that_cannot_be_read_is_the_error_of_its_field() -> None:
    text = "query($by: By!) { box { label } said(by: $by) }"
    data, errors = await run_with_both(SCHEMA, text, by={"id": None})
    assert data is None
    assert len(errors) == 1


@pytest.mark.parametrize(("field", "value", "expected"), [
    ("text", True, "true"),
    ("text", 5, "5"),
    ("text", [1], "String cannot represent value: [1]"),
    ("number", 2**31 - 1, 2**31 - 1),
    ("number", 2**31, "Int cannot represent non 32-bit signed integer value: 2147483648"),
    ("number", True, 1),
    ("number", 3.0, 3),
    ("number", 3.5, "Int cannot represent non-integer value: 3.5"),
    ("ratio", 3, 3.0),
    ("ratio", float("inf"), "Float cannot represent non numeric value: inf"),
    ("ratio", float("nan"), "Float cannot represent non numeric value: nan"),
    ("ratio", "x", "Float cannot represent non numeric value: 'x'"),
    ("flag", 1, True),
    ("flag", "yes", "Boolean cannot represent a non boolean value: 'yes'"),
    ("key", 7, "7"),
    ("key", 7.5, "ID cannot represent value: 7.5"),
    ("color", Color.BLUE, "AZURE"),
    ("color", "r", "RED"),
    ("color", "green", "Enum 'Color' cannot represent value: 'green'"),
    ("text", ValueError("given back"), "given back"),
])  # fmt: skip
async def test_leaves_are_checked(field: str, value: object, expected: object) -> None:
    """Twice in one answer: values are looked at in another way once their class is known."""
    text = f"{{ leaves {{ {field} }} again: leaves {{ {field} }} }}"
    data, errors = await run_with_both(SCHEMA, text, Wrong(**{field: value}))
    if errors:
        assert data == {"leaves": {field: None}, "again": {field: None}}
        assert [(message, path) for message, path, _ in errors] == [
            (expected, ["leaves", field]),
            (expected, ["again", field]),
        ]
    else:
        assert data == {"leaves": {field: expected}, "again": {field: expected}}
        assert type(data["leaves"][field]) is type(expected)


async def test_null_spreads_to_the_next_place_that_can_be_null() -> None:
    data, errors = await run_with_both(SCHEMA, "{ box { label inner { required { required { label } } } } }")
    assert data == {"box": {"label": "box 0", "inner": None}}
    assert errors == [
        (
            "Cannot return null for non-nullable field Box.required.",
            ["box", "inner", "required", "required"],
            [(1, 34)],
        )
    ]


async def test_null_in_lists() -> None:
    data, errors = await run_with_both(SCHEMA, "{ boxes { label required { label } } strictBoxes { label } }")
    assert data == {
        "boxes": [{"label": "box 0", "required": {"label": "box 1"}}, None, None],
        "strictBoxes": None,
    }
    assert [path for _, path, _ in errors] == [["boxes", 2, "required"], ["strictBoxes", 1]]


async def test_an_error_that_spreads_ends_the_fields_behind_it() -> None:
    data, errors = await run_with_both(SCHEMA, "{ box { before: fails must behind: fails } }")
    assert data == {"box": None}
    assert [(message, path) for message, path, _ in errors] == [
        ("as always", ["box", "before"]),
        ("must not", ["box", "must"]),
    ]


async def test_without_data_if_null_spreads_to_the_root() -> None:
    data, errors = await run_with_both(SCHEMA, "{ leaves { text } said }", None)
    assert data is None
    assert [path for _, path, _ in errors] == [["leaves"]]


async def test_resolvers_know_where_they_are() -> None:
    data, errors = await run_with_both(SCHEMA, "{ boxes { a: inner { b: later } } }")
    assert errors == []
    assert [each and each["a"]["b"] for each in data["boxes"]] == [
        "['boxes', 0, 'a', 'b']",
        None,
        "['boxes', 2, 'a', 'b']",
    ]


@pytest.mark.parametrize("kind", ["dog", "cat", "nothing"])
async def test_unions(kind: str) -> None:
    text = '{ pet(kind: "%s") { __typename ... on Dog { barks } ... on Animal { name } } }'
    data, errors = await run_with_both(SCHEMA, text % kind)
    assert errors == []
    assert (data["pet"] or {}).get("__typename") == {"dog": "Dog", "cat": "Cat"}.get(kind)


async def test_a_row_of_no_type() -> None:
    data, errors = await run_with_both(SCHEMA, '{ pet(kind: "number") { __typename } }')
    assert data == {"pet": None}
    assert len(errors) == 1


def _resolving(**resolvers: Callable[..., Any]) -> GraphQLSchema:
    schema = build_schema(
        "interface Thing { id: ID! } type A implements Thing { id: ID! a: [[Int!]] } "
        "type B implements Thing { id: ID! } "
        "type Query { thing: Thing things: [Thing!]! text(n: Int): String }"
    )
    assert schema.query_type is not None
    for name, resolve in resolvers.items():
        schema.query_type.fields[name].resolve = resolve
    return schema


async def test_a_schema_that_is_not_strawberrys() -> None:
    schema = _resolving(
        thing=lambda _row, _info: {"__typename": "A", "id": 1, "a": [[1, 2], None, [3]]},
        things=lambda _row, _info: ({"__typename": kind, "id": 1} for kind in "AB"),
        text=lambda _row, _info, n=5: {"n": n}["n"],
    )
    text = "{ thing { id ... on A { a } } things { __typename id } text other: text(n: 6) }"
    data, errors = await run_with_both(schema, text)
    assert errors == []
    assert data == {
        "thing": {"id": "1", "a": [[1, 2], None, [3]]},
        "things": [{"__typename": "A", "id": "1"}, {"__typename": "B", "id": "1"}],
        "text": "5",
        "other": "6",
    }


@pytest.mark.parametrize("name", ["Nobody", "Query", "Thing", None, 5])
async def test_types_that_cannot_be(name: object) -> None:
    schema = _resolving(thing=lambda _row, _info: {"__typename": name, "id": 1})
    data, errors = await run_with_both(schema, "{ thing { id } }")
    assert data == {"thing": None}
    assert [path for _, path, _ in errors] == [["thing"]]
