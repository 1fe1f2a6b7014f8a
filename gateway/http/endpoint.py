"""The GraphQL endpoint over HTTP."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from functools import partial

import orjson
from graphql import OperationType
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from cache import WholeAnswers
from domain.errors import GatewayError, IdentityUnavailable, Unauthenticated
from domain.roles import Viewer
from gateway.answers import Answer, Payload
from gateway.authentication import Authenticator
from gateway.http.accept import LEGACY, RESPONSE, Accepted, read_accept
from gateway.http.body import read_bounded
from gateway.http.compression import compress
from gateway.http.endings import Endings
from gateway.http.head import Head
from gateway.http.kept import Asked, KeptAnswers
from gateway.http.lengths import check_lengths
from gateway.http.refusal import Refusal, malformed, refused
from gateway.http.request import (
    GraphQLRequest,
    Malformed,
    check_idempotency_key,
    read_body,
    read_query_string,
)
from gateway.http.response import Outgoing, answer_response, json_response
from gateway.http.streams import (
    EVENT_STREAM_TYPE,
    KEEP_ALIVE_SECONDS,
    PART_STREAM_TYPE,
    StreamResponse,
    event_stream,
    part_stream,
)
from gateway.limits import Entrance
from gateway.operations import Operations, Prepared

_log = logging.getLogger("gateway.http")

_METHODS = "GET, POST"
_UNSAID = read_accept("")
_COST_HEADER = b"x-graphql-cost"
_KEY_HEADER = b"idempotency-key"
_BESIDE_THE_BODY = frozenset((_COST_HEADER, _KEY_HEADER))
"""Headers that are read like members of the request. With one of them no kept answer is looked for."""


class HttpEndpoint:
    """An ASGI application that speaks GraphQL over HTTP.

    Whatever the bytes of a request, the answer is well formed: every error has a code and the id of
    the request, and nothing that a client sends makes a 500.
    """

    def __init__(
        self,
        operations: Operations,
        authenticator: Authenticator,
        *,
        max_body_bytes: int,
        max_batch: int = 0,
        whole_answers: WholeAnswers | None = None,
        keep_alive_seconds: float = KEEP_ALIVE_SECONDS,
        endings: Endings | None = None,
        entrance: Entrance | None = None,
    ) -> None:
        """Make the endpoint.

        Args:
            operations: Runs what is asked.
            authenticator: Knows who asks.
            max_body_bytes: How long the body of a request may be.
            max_batch: How many operations one request may hold in a list; 0 refuses lists.
            whole_answers: Where answers to queries are kept; without it none is.
            keep_alive_seconds: After how long a silent stream of events says that it is alive.
            endings: Tells subscriptions to end when the process does.
            entrance: Counts requests by address, if anybody does.

        """
        self._operations = operations
        self._authenticator = authenticator
        self._max_body_bytes = max_body_bytes
        self._max_batch = max_batch
        none = WholeAnswers(0, time.monotonic)
        self._kept = KeptAnswers(none if whole_answers is None else whole_answers)
        self._keep_alive_seconds = keep_alive_seconds
        self._endings = endings or Endings()
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        head = Head(scope)
        accepted = _UNSAID
        self._operations.telemetry.enter(head.request_id, head)
        try:
            self._check_lengths(head)
            accepted = read_accept(head.text(b"accept"))
            response = await self._respond(scope, head, receive, accepted)
        except Refusal as refusal:
            self._operations.telemetry.refused(refusal.body)
            response = self._refusal_response(refusal, accepted, head.request_id)
        except ClientDisconnect:
            return
        except Exception:  # noqa: BLE001 - logged; whatever happens, the answer is well formed
            response = self._refusal_response(_unexpected(head.request_id), accepted, head.request_id)
        await response(scope, receive, send)

    async def _respond(self, scope: Scope, head: Head, receive: Receive, accepted: Accepted) -> ASGIApp:
        request_id = head.request_id
        if head.method not in ("GET", "POST"):
            raise malformed("Only GET and POST are supported.", request_id, 405, allow=_METHODS)
        if accepted.media_type is None and not accepted.events:
            message = f"The answer can be {RESPONSE}, {LEGACY} or a stream of events."
            raise malformed(message, request_id, 406)
        viewer = await self._viewer(head, scope)
        asked = await self._asked(head, receive)
        started = time.perf_counter()
        if accepted.media_type is not None and head.has_none(_BESIDE_THE_BODY):
            kept = self._kept.find(viewer, asked)
            if kept is not None:
                seconds = time.perf_counter() - started
                self._operations.telemetry.kept(kept.name, viewer, request_id, seconds)
                return answer_response(kept, 200, accepted.media_type, request_id, head, seconds)
        request = self._read(head, asked)
        if isinstance(request, list):
            payload = await self._batch(request, viewer, request_id, accepted)
            return json_response(orjson.dumps(payload), 200, accepted.media_type or LEGACY, request_id, head)
        prepared = self._operations.prepare(request, viewer, request_id)
        # What is refused for how it was asked is not charged.
        if head.method == "GET" and prepared.kind is OperationType.MUTATION:
            raise malformed("A mutation needs POST.", request_id, 405, allow="POST")
        if prepared.kind is OperationType.SUBSCRIPTION and not accepted.events:
            message = "A subscription needs a WebSocket, or Accept: text/event-stream."
            raise malformed(message, request_id, 406)
        await self._operations.admit(prepared, viewer, request_id)
        if prepared.kind is OperationType.SUBSCRIPTION or accepted.media_type is None:
            return self._stream_events(prepared, viewer, request_id)
        if accepted.parts and prepared.operation.document.is_incremental:
            answer = await self._operations.run_in_parts(prepared, viewer, request_id)
            if not isinstance(answer, Answer):
                return StreamResponse(part_stream(answer), PART_STREAM_TYPE, {"x-request-id": request_id})
        else:
            answer = await self._operations.run(prepared, viewer, request_id)
        body = orjson.dumps(answer.payload)
        self._kept.keep(viewer, asked, answer, body)
        status = 200 if answer.has_run or accepted.media_type == LEGACY else 400
        outgoing = Outgoing(body, answer.fresh_seconds, answer.age_seconds, partial(compress, body))
        seconds = time.perf_counter() - started
        return answer_response(outgoing, status, accepted.media_type, request_id, head, seconds)

    def _check_lengths(self, head: Head) -> None:
        try:
            check_lengths(head, self._max_body_bytes)
        except Malformed as error:
            raise malformed(str(error), head.request_id, error.status) from None

    async def _viewer(self, head: Head, scope: Scope) -> Viewer:
        if self._entrance is not None:
            await self._entrance.admit(scope, head.request_id)
        try:
            return await self._authenticator.authenticate(head.text(b"authorization"))
        except Unauthenticated as error:
            if self._entrance is not None:
                self._entrance.blame(scope)
            raise refused(error, head.request_id, 401, **{"www-authenticate": "Bearer"}) from None
        except IdentityUnavailable as error:
            wait = {"retry-after": str(error.retry_after_seconds)}
            raise refused(error, head.request_id, 503, **wait) from None

    async def _asked(self, head: Head, receive: Receive) -> Asked:
        if head.method == "GET":
            return Asked(None, head.query_string)
        if head.text(b"content-encoding").lower() not in ("", "identity"):
            message = "The body must not be compressed."
            raise malformed(message, head.request_id, 415, **{"accept-encoding": "identity"})
        try:
            declared = head.get(b"content-length")
            body = await read_bounded(receive, declared, self._max_body_bytes)
        except Malformed as error:
            raise malformed(str(error), head.request_id, error.status) from None
        return Asked(head.text(b"content-type"), body)

    def _read(self, head: Head, asked: Asked) -> GraphQLRequest | list[GraphQLRequest]:
        try:
            if asked.content_type is None:
                return _told(read_query_string(asked.text), head)
            return _told(_keyed(read_body(asked.content_type, asked.text), head), head)
        except Malformed as error:
            raise malformed(str(error), head.request_id, error.status) from None

    async def _batch(
        self, asked: list[GraphQLRequest], viewer: Viewer, request_id: str, accepted: Accepted
    ) -> list[Payload]:
        if not self._max_batch:
            raise malformed("Lists of operations are not supported here.", request_id)
        if not 0 < len(asked) <= self._max_batch:
            raise malformed(f"A list must hold 1 to {self._max_batch} operations.", request_id)
        if accepted.media_type is None:
            raise malformed(f"A list of operations is answered as {RESPONSE} or {LEGACY}.", request_id, 406)

        async def one(request: GraphQLRequest) -> Payload:
            try:
                prepared = self._operations.prepare(request, viewer, request_id)
                if prepared.kind is OperationType.SUBSCRIPTION:
                    raise malformed("A list cannot hold a subscription.", request_id)
                await self._operations.admit(prepared, viewer, request_id)
                return (await self._operations.run(prepared, viewer, request_id)).payload
            except Refusal as refusal:
                self._operations.telemetry.refused(refusal.body)
                return refusal.body
            except Exception:  # noqa: BLE001 - logged; the others of the list go on
                return _unexpected(request_id).body

        async def in_order() -> list[Payload]:
            return [await one(request) for request in asked]

        if any(_may_write(request) for request in asked):
            # In their order: what one of them writes the next may build on.
            return await self._operations.to_the_end(in_order())
        return await asyncio.gather(*(one(request) for request in asked))

    def _stream_events(self, prepared: Prepared, viewer: Viewer, request_id: str) -> ASGIApp:
        payloads = self._operations.events_of(prepared, viewer, request_id)
        # Queries and mutations come to their end by themselves, and soon.
        endings = self._endings if prepared.kind is OperationType.SUBSCRIPTION else None
        return self._events(payloads, request_id, endings)

    def _refusal_response(self, refusal: Refusal, accepted: Accepted, request_id: str) -> ASGIApp:
        if refusal.is_request_error and accepted.media_type is None:
            return self._events(_once(refusal.body), request_id)
        media_type = accepted.media_type or LEGACY
        status = 200 if refusal.is_request_error and media_type == LEGACY else refusal.status
        body = orjson.dumps(refusal.body)
        return json_response(body, status, media_type, request_id, extra=refusal.headers)

    def _events(
        self, payloads: AsyncGenerator[Payload, None], request_id: str, endings: Endings | None = None
    ) -> ASGIApp:
        chunks = event_stream(payloads, request_id, self._keep_alive_seconds, endings)
        return StreamResponse(chunks, EVENT_STREAM_TYPE, {"x-request-id": request_id})


def _keyed(asked: GraphQLRequest | list[GraphQLRequest], head: Head) -> GraphQLRequest | list[GraphQLRequest]:
    """The requests with the key of the header, which those of a list share and are told apart by place."""
    given = head.get(_KEY_HEADER)
    if given is None:
        return asked
    key = check_idempotency_key(given)
    if isinstance(asked, list):
        return [replace(each, idempotency_key=f"{key} {place}") for place, each in enumerate(asked)]
    return replace(asked, idempotency_key=key)


def _told(asked: GraphQLRequest | list[GraphQLRequest], head: Head) -> GraphQLRequest | list[GraphQLRequest]:
    """The requests, which are told what they cost if the header is there."""
    if head.get(_COST_HEADER) is None:
        return asked
    if isinstance(asked, list):
        return [replace(each, is_cost_told=True) for each in asked]
    return replace(asked, is_cost_told=True)


def _may_write(request: GraphQLRequest) -> bool:
    """Whether a request may hold a mutation; documents that are named by an id are not looked up."""
    return request.query is None or "mutation" in request.query


def _unexpected(request_id: str) -> Refusal:
    """What nobody foresaw: all of it for the log, nothing of it for the client."""
    _log.exception("unexpected error", extra={"request_id": request_id})
    return refused(GatewayError(), request_id, 500)


async def _once(payload: Payload) -> AsyncGenerator[Payload, None]:
    yield payload
