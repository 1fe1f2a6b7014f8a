"""A Strawberry schema with everything that can go wrong.

Every object type has fields of every leaf type and of every kind of composite type, in many wrappings
of lists and non-null; ``a_`` are attributes of the row, ``f_`` are answered by functions, ``c_`` by
coroutines, ``e_`` through an extension, ``b_`` and ``d_`` for many rows at once. What they give is
made up in :mod:`nasty_data`.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, NewType

import strawberry
from graphql import GraphQLSchema
from strawberry.extensions import FieldExtension
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig

from tests.execution.differential.nasty_rows import MadeUp, Soon, attribute, given, struct_row

_HERE = "tests.execution.differential.nasty_schema"

Fussy = NewType("Fussy", str)


@dataclass
class World:
    """The context of an operation."""

    root: MadeUp
    log: list[str] = field(default_factory=list)


Info = strawberry.Info[World, None]


@strawberry.enum
class Color(Enum):
    """An enum, one of whose values has a name of its own in the schema."""

    RED = "red"
    GREEN = "green"
    BLUE = strawberry.enum_value("blue", name="AZURE")


def _serialize_fussy(value: Any) -> Any:
    if value == "raise":
        raise ValueError("fussy")
    return None if value == "nothing" else f"<{value}>"


LEAVES: dict[str, Any] = {
    "text": str,
    "number": int,
    "ratio": float,
    "flag": bool,
    "key": strawberry.ID,
    "color": Color,
    "moment": datetime,
    "json": JSON,
    "fussy": Fussy,
}
COMPOSITES: dict[str, Any] = {
    name.lower(): Annotated[name, strawberry.lazy(_HERE)]
    for name in ("Alpha", "Beta", "Gamma", "Delta", "Zeta", "Node", "Named", "Plain", "Either")
}
KINDS = {**LEAVES, **COMPOSITES}

WRAPPINGS: dict[str, Callable[[Any], Any]] = {
    "n": lambda t: t | None,
    "x": lambda t: t,
    "ln": lambda t: list[t | None] | None,  # type: ignore[valid-type]
    "lx": lambda t: list[t] | None,  # type: ignore[valid-type]
    "xn": lambda t: list[t | None],  # type: ignore[valid-type]
    "xx": lambda t: list[t],  # type: ignore[valid-type]
    "lln": lambda t: list[list[t | None] | None] | None,  # type: ignore[valid-type]
    "xlx": lambda t: list[list[t]],  # type: ignore[valid-type]
}
_FEW = ("n", "x", "lx", "xn")


def _made_up(row: Any, info: Info) -> MadeUp:
    made_up: MadeUp = info.context.root if row is None else row.made_up
    return made_up


def _function(name: str) -> Any:
    def answer(root: Any, info: Info) -> Any:
        return given(_made_up(root, info)[name])

    return strawberry.field(resolver=answer)


def _coroutine(name: str) -> Any:
    async def answer(root: Any, info: Info) -> Any:
        for _ in range(len(name) % 3):
            await asyncio.sleep(0)
        value = given(_made_up(root, info)[name])
        return await value if isinstance(value, Soon) else value

    return strawberry.field(resolver=answer)


def _batch(name: str) -> Any:
    def answer(root: Any, info: Info) -> Any:
        return given(_made_up(root, info)[name])

    def answer_all(rows: Sequence[Any], info: Info) -> Sequence[Any]:
        return [_answer_or_error(row, info, name) for row in rows]

    return strawberry.field(resolver=answer, metadata={"execution.batch": answer_all})


def _deferred_batch(name: str) -> Any:
    async def answer(root: Any, info: Info) -> Any:
        await asyncio.sleep(0)
        value = given(_made_up(root, info)[name])
        return await value if isinstance(value, Soon) else value

    async def answer_all(rows: Sequence[Any], info: Info) -> list[Any]:
        await asyncio.sleep(0)
        return [_answer_or_error(row, info, name) for row in rows]

    return strawberry.field(resolver=answer, metadata={"execution.batch": answer_all})


class _Passing(FieldExtension):
    """An extension that does nothing, but makes Strawberry's wrapper one that has to be called."""

    def resolve(self, next_: Any, source: Any, info: Any, **arguments: Any) -> Any:
        return next_(source, info, **arguments)


def _extended(name: str) -> Any:
    def answer(root: Any, info: Info) -> Any:
        return given(_made_up(root, info)[name])

    return strawberry.field(resolver=answer, extensions=[_Passing()])


def _answer_or_error(row: Any, info: Info, name: str) -> Any:
    try:
        return given(_made_up(row, info)[name])
    except Exception as error:  # noqa: BLE001 - it is the row's own
        return error


ATTRIBUTES = [f"a_{kind}_{wrapping}" for kind in KINDS for wrapping in WRAPPINGS]
_MAKERS = {"f": _function, "c": _coroutine, "b": _batch, "d": _deferred_batch, "e": _extended}


def _members(*modes: str) -> dict[str, Any]:
    """The annotations and fields of an object type."""
    members: dict[str, Any] = {"__annotations__": {}}
    for kind, annotation in KINDS.items():
        for wrapping, wrap in WRAPPINGS.items():
            for mode in modes:
                if mode != "a" and wrapping not in _FEW:
                    continue
                name = f"{mode}_{kind}_{wrapping}"
                members["__annotations__"][name] = wrap(annotation)
                members[name] = strawberry.field() if mode == "a" else _MAKERS[mode](name)
    return members


def _interface_members(*names: str) -> dict[str, Any]:
    members: dict[str, Any] = {"__annotations__": {}}
    for name in names:
        mode, kind, wrapping = name.split("_")
        members["__annotations__"][name] = WRAPPINGS[wrapping](KINDS[kind])
        members[name] = strawberry.field() if mode == "a" else _MAKERS[mode](name)
    return members


def _resolve_named(value: Any, _info: Any, _type: Any) -> Any:
    """The name of a row's type, or whatever else was made up for it."""
    found = value.made_up["named"]
    return {AlphaRow: "Alpha", BetaRow: "Beta"}.get(type(value)) if found is None else given(found)


Node = strawberry.interface(
    type("Node", (), _interface_members("a_text_x", "f_color_n", "c_node_n", "a_alpha_lx"))
)
Named = strawberry.interface(
    type(
        "Named",
        (),
        {
            **_interface_members("a_key_x", "f_ratio_n", "a_named_xn", "d_text_n"),
            "resolve_type": staticmethod(_resolve_named),
        },
    )
)


Plain = strawberry.interface(type("Plain", (), _interface_members("a_number_n", "a_beta_n", "a_plain_lx")))
"""All types of it are told by the class of their rows."""


AlphaRow = struct_row("AlphaRow", ATTRIBUTES)
BetaRow = struct_row("BetaRow", ATTRIBUTES)


def _by_class(row_class: type) -> Any:
    def is_type_of(_cls: type, row: object, _info: object) -> bool:
        return type(row) is row_class

    is_type_of.by_class = True  # type: ignore[attr-defined]
    return classmethod(is_type_of)


def _by_looking(_cls: type, row: Any, info: Any) -> Any:
    """Looks at the row and at where it is, and may take its time."""
    assert isinstance(info.path.as_list()[-1], str)
    kind = getattr(row, "type_name", None)
    if kind == "Raises":
        raise ValueError("is_type_of")
    return Soon(kind == "Gamma", 1) if getattr(row, "takes_time", False) else kind == "Gamma"


Alpha = strawberry.type(
    type("Alpha", (Node, Named, Plain), {**_members("a", "f", "c"), "is_type_of": _by_class(AlphaRow)})
)
Beta = strawberry.type(
    type("Beta", (Node, Plain), {**_members("a", "b", "d"), "is_type_of": _by_class(BetaRow)})
)
Gamma = strawberry.type(
    type("Gamma", (Node, Named), {**_members("a", "f", "c"), "is_type_of": classmethod(_by_looking)})
)
_WITHOUT_ROWS = {"__getattr__": attribute, "__repr__": lambda row: type(row).__name__}
Delta = strawberry.type(type("Delta", (Node,), {**_members("a", "e"), **_WITHOUT_ROWS}))
Zeta = strawberry.type(type("Zeta", (), _members("a", "c")))
Either = Annotated[Alpha | Delta | Gamma, strawberry.union("Either")]  # type: ignore[valid-type]


@strawberry.input(one_of=True)
class By:
    """Exactly one."""

    key: strawberry.Maybe[strawberry.ID]
    number: strawberry.Maybe[int]


@strawberry.input
class Deep:
    """Nested, with defaults, and with values that may be left out or null."""

    text: str
    ratio: float = 0.5
    color: Color | None = None
    maybe: strawberry.Maybe[int | None]
    colors: list[Color] = strawberry.field(default_factory=lambda: [Color.RED])
    deeper: "Deep | None" = None


def echo(
    info: Info,
    size: int = 3,
    color: Color = Color.RED,
    colors: list[Color] | None = None,
    by: By | None = None,
    deep: Deep | None = None,
    moment: datetime | None = None,
    json: JSON | None = None,
    from_: Annotated[str | None, strawberry.argument(name="from")] = None,
) -> str:
    """Tells what it was called with, and then spoils it."""
    said = f"{size} {color} {colors} {by} {deep} {moment} {json} {from_}"
    for each in (colors, deep and deep.colors):
        if isinstance(each, list):
            each.append(Color.GREEN)
    return f"{said} {info.path.as_list() if hasattr(info.path, 'as_list') else info.path}"


async def echo_later(
    info: Info, by: By, size: int = 3, deep: Deep | None = None, colors: list[Color] | None = None
) -> str:
    """The same, later."""
    await asyncio.sleep(0)
    return echo(info, size=size, by=by, deep=deep, colors=colors)


def _query_members() -> dict[str, Any]:
    members = _members("f", "c", "b", "d", "e")
    members["echo"] = strawberry.field(resolver=echo)
    members["echo_later"] = strawberry.field(resolver=echo_later)
    members["__annotations__"] |= {"echo": str | None, "echo_later": str | None}
    return members


Query = strawberry.type(type("Query", (), _query_members()))


@strawberry.type
class Mutation:
    """Changes that leave traces in the log."""

    @strawberry.mutation
    def note(self, info: Info, text: str) -> str | None:
        info.context.log.append(text)
        return ",".join(info.context.log)

    @strawberry.mutation
    async def note_later(self, info: Info, text: str) -> str:
        await asyncio.sleep(0)
        info.context.log.append(text)
        return ",".join(info.context.log)

    @strawberry.mutation
    async def refuse(self, info: Info, text: str) -> int:
        info.context.log.append(f"refused {text}")
        await asyncio.sleep(0)
        raise ValueError(text)

    @strawberry.mutation
    def refuse_softly(self, info: Info, text: str) -> int | None:
        info.context.log.append(f"softly {text}")
        raise ValueError(text)

    c_delta_n: Annotated["Delta", strawberry.lazy(_HERE)] | None = _coroutine("c_delta_n")  # type: ignore[valid-type]
    f_alpha_x: Annotated["Alpha", strawberry.lazy(_HERE)] = _function("f_alpha_x")  # type: ignore[valid-type]


def nasty_schema() -> GraphQLSchema:
    """The schema."""
    fussy = strawberry.scalar(name="Fussy", serialize=_serialize_fussy)
    schema = strawberry.Schema(
        Query,
        Mutation,
        types=[Alpha, Beta, Gamma, Delta, Zeta],
        config=StrawberryConfig(scalar_map={Fussy: fussy}, auto_camel_case=False),
    )
    return schema._schema
