"""A small schema whose operations wait, fail and stream on cue, behind the real machinery."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from types import TracebackType
from typing import Any, Self

import httpx
from graphql import GraphQLResolveInfo, GraphQLSchema, build_schema
from starlette.types import Receive, Scope, Send

from cache import Cache, Claim
from domain.errors import Forbidden, GatewayError, Unauthenticated, UpstreamTimeout
from domain.roles import Viewer
from execution import Documents
from gateway.operations import Operations
from gateway.persisted import AutomaticQueries
from gateway.telemetry import OperationRecord
from gateway.texts import Texts
from gateway.websocket import WebSocketEndpoint, WebSocketLimits
from gateway.writing import make_once, open_journal
from loaders import Following, Loaders, Purging, Source, Watches, Writes
from partner_api import PartnerApi
from permissions import Access, matrix
from resolvers.context import Context
from tests.engine_under_test import engine_under_test
from tests.websocket.identity import Identity

_SDL = """
type Query {
  hello(name: String = "world"): String!
  text(size: Int!): String!
  wait: Int!
  broken: Int
  unwritable: Any
  requestId: String!
}
scalar Any
type Mutation { note(text: String!): Int! }
type Subscription { count(to: Int!): Int!  ticks: Int!  ends(how: String!): Int!  flood(size: Int!): String! }
"""

ENDS: dict[str, Callable[[], Exception]] = {
    "expired": lambda: Unauthenticated("the token expired during a stream"),
    "lowered": lambda: Forbidden("the viewer's role was lowered"),
    "upstream": lambda: UpstreamTimeout("no answer"),
    "unforeseen": lambda: ZeroDivisionError("secret detail"),
}


class Stage:
    """An async context manager around one WebSocket endpoint and everything behind it."""

    def __init__(
        self,
        limits: WebSocketLimits = WebSocketLimits(),  # noqa: B008 - it is frozen
        *,
        allowed_origins: frozenset[str] = frozenset(),
    ) -> None:
        self.identity = Identity()
        self.go_on = asyncio.Event()
        """What ``wait`` waits for."""
        self.tick = asyncio.Condition()
        self.ticks = 0
        self.notes: list[str] = []
        self.flooded = 0
        """How many events ``flood`` has had."""
        self.running = 0
        """How many resolvers wait and how many streams are open."""
        self.standing: GatewayError | None = None
        """What the check of a viewer before an event raises."""
        self._api = PartnerApi([], transport=httpx.ASGITransport(_no_upstream))
        self._cache = Cache()
        self._watches: Watches[Any] = Watches()
        self._authenticator = self.identity.authenticator()
        self.endpoint = WebSocketEndpoint(
            self._operations(),
            self._authenticator,
            allowed_origins=allowed_origins,
            limits=limits,
            clock=self.identity.now,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.endpoint.aclose()
        await self._watches.aclose()
        await self._cache.aclose()
        await self._api.aclose()
        await self._authenticator.aclose()
        self.identity.close()

    async def next_tick(self) -> None:
        """Have ``ticks`` tick once."""
        async with self.tick:
            self.ticks += 1
            self.tick.notify_all()

    def _operations(self) -> Operations:
        schema = self._schema()
        rights = matrix(end_users_may_edit_contracts=False)

        def make_context(
            viewer: Viewer, request_id: str, claim: Claim | None, _record: OperationRecord
        ) -> Context:
            access = Access(viewer, rights)
            source = Source(self._api, self._cache, viewer.organization_id, request_id)
            following = Following(self._watches, source, viewer.organization_id)
            loaders = Loaders(source, None)
            purging = Purging(self._cache, self._watches)
            writes = Writes(self._api, purging, loaders, claim, viewer.organization_id, request_id)
            return Context(access, loaders, lambda: following, writes, lambda _: None, request_id)

        async def check_standing(_viewer: Viewer, _request_id: str) -> None:
            if self.standing is not None:
                raise self.standing

        return Operations(
            engine_under_test(schema),
            Documents(schema),
            Texts({"greeting": "{ hello }"}, AutomaticQueries(), trusted_only=False),
            make_context,
            make_once(open_journal(None), 1),
            check_standing,
            deadline_seconds=30,
            suggestions=True,
        )

    def _schema(self) -> GraphQLSchema:
        schema = build_schema(_SDL)
        assert schema.query_type is not None
        assert schema.mutation_type is not None
        assert schema.subscription_type is not None
        query = schema.query_type.fields
        query["hello"].resolve = lambda _root, _info, name: f"Hello, {name}!"
        query["text"].resolve = lambda _root, _info, size: "x" * size
        query["wait"].resolve = self._wait
        query["broken"].resolve = _broken
        query["unwritable"].resolve = lambda _root, _info: object()
        query["requestId"].resolve = lambda _root, info: info.context.request_id
        schema.mutation_type.fields["note"].resolve = self._note
        streams = schema.subscription_type.fields
        for name in ("count", "ticks", "ends", "flood"):
            streams[name].subscribe = getattr(self, f"_{name}")
            streams[name].resolve = lambda event, _info, **_arguments: event
        return schema

    def _note(self, _root: object, _info: GraphQLResolveInfo[Any], text: str) -> int:
        self.notes.append(text)
        return len(self.notes)

    async def _wait(self, _root: object, _info: GraphQLResolveInfo[Any]) -> int:
        self.running += 1
        try:
            await self.go_on.wait()
        finally:
            self.running -= 1
        return 1

    async def _count(
        self, _root: object, _info: GraphQLResolveInfo[Any], to: int
    ) -> AsyncGenerator[int, None]:
        self.running += 1
        try:
            for number in range(1, to + 1):
                await asyncio.sleep(0)
                yield number
        finally:
            self.running -= 1

    async def _ticks(self, _root: object, _info: GraphQLResolveInfo[Any]) -> AsyncGenerator[int, None]:
        self.running += 1
        try:
            while True:
                async with self.tick:
                    await self.tick.wait()
                yield self.ticks
        finally:
            self.running -= 1

    async def _flood(
        self, _root: object, _info: GraphQLResolveInfo[Any], size: int
    ) -> AsyncGenerator[str, None]:
        self.running += 1
        try:
            while True:
                await asyncio.sleep(0)
                self.flooded += 1
                yield "x" * size
        finally:
            self.running -= 1

    async def _ends(
        self, _root: object, _info: GraphQLResolveInfo[Any], how: str
    ) -> AsyncGenerator[int, None]:
        yield 1
        error = ENDS[how]()
        raise error


def _broken(_root: object, _info: GraphQLResolveInfo[Any]) -> int:
    raise ZeroDivisionError("secret detail")


async def _no_upstream(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise AssertionError("nothing here asks the upstream")
