"""A schema of a dozen fields that can do what the real one cannot be made to do at will."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import GraphQLSchema, build_schema
from graphql.type import GraphQLObjectType

from cache import Freshness, Kind, Tag
from domain.errors import UpstreamTimeout
from domain.roles import Viewer

SDL = """
directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT

type Query {
  hello(name: String): String
  text(size: Int!): String
  touch(freshFor: Float!): Boolean
  timesOut: String
  bug: String
  page: Page
}

type Page {
  title: String
  late: String
  timesOut: String
  bug: String
  required: String!
}

type Mutation {
  add(number: Int!): Int
}

type Subscription {
  numbers(upTo: Int!): Int
  silence: Int
  timesOutAfterOne: Int
  breaksAfterOne: Int
}
"""


@dataclass
class World:
    """What resolvers read and leave behind."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    added: list[int] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    standing: BaseException | None = None


@dataclass
class SmallLoaders:
    """The part of an operation's loaders that whoever runs operations knows of."""

    freshness: Freshness = field(default_factory=Freshness)
    has_expired: bool = False

    def expire(self) -> None:
        self.has_expired = True


@dataclass
class SmallContext:
    """The context of one operation of this schema."""

    viewer: Viewer
    request_id: str
    loaders: SmallLoaders = field(default_factory=SmallLoaders)


def small_schema(world: World) -> GraphQLSchema:
    """The schema over a world."""
    schema = build_schema(SDL)
    _resolve(schema, "Query", _query_resolvers(world))
    _resolve(schema, "Page", _page_resolvers(world))
    _resolve(schema, "Mutation", {"add": lambda _root, _info, number: _add(world, number)})
    for name, source in _streams(world).items():
        subscription = cast("GraphQLObjectType", schema.type_map["Subscription"])
        subscription.fields[name].subscribe = source
        subscription.fields[name].resolve = lambda event, _info, **_: event
    return schema


def _resolve(schema: GraphQLSchema, type_name: str, resolvers: dict[str, Any]) -> None:
    fields = cast("GraphQLObjectType", schema.type_map[type_name]).fields
    for name, resolve in resolvers.items():
        fields[name].resolve = resolve


def _add(world: World, number: int) -> int:
    world.added.append(number)
    return sum(world.added)


def _times_out(_root: object, _info: object) -> str:
    raise UpstreamTimeout("told to nobody")


def _bug(_root: object, _info: object) -> str:
    raise ZeroDivisionError("told to nobody")


def _query_resolvers(world: World) -> dict[str, Any]:
    def touch(_root: object, info: Any, freshFor: float) -> bool:  # noqa: ANN401, N803 - the argument's name
        info.context.loaders.freshness.note_fresh(Tag("organization", Kind.USERS, None), freshFor, 0.0)
        return True

    return {
        "hello": lambda _root, _info, name=None: f"Hello {name or 'you'}",
        "text": lambda _root, _info, size: "x" * size,
        "touch": touch,
        "timesOut": _times_out,
        "bug": _bug,
        "page": lambda _root, _info: {"title": "Page"},
    }


def _page_resolvers(world: World) -> dict[str, Any]:
    async def late(_page: object, _info: object) -> str:
        await world.gate.wait()
        return "at last"

    return {
        "late": late,
        "timesOut": _times_out,
        "bug": _bug,
        "required": lambda _page, _info: None,
    }


def _streams(world: World) -> dict[str, Any]:
    async def numbers(_root: object, _info: object, upTo: int) -> AsyncGenerator[int, None]:  # noqa: N803
        for number in range(1, upTo + 1):
            yield number

    async def silence(_root: object, _info: object) -> AsyncGenerator[int, None]:
        world.running.add("silence")
        try:
            await world.gate.wait()
            yield 1
        finally:
            world.running.discard("silence")

    async def times_out(_root: object, _info: object) -> AsyncGenerator[int, None]:
        yield 1
        raise UpstreamTimeout("told to nobody")

    async def breaks(_root: object, _info: object) -> AsyncGenerator[int, None]:
        yield 1
        raise ZeroDivisionError("told to nobody")

    return {
        "numbers": numbers,
        "silence": silence,
        "timesOutAfterOne": times_out,
        "breaksAfterOne": breaks,
    }
