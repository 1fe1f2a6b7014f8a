"""The GraphQL endpoint over HTTP."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from hashlib import blake2b
from math import floor
from uuid import uuid4

import orjson
from graphql import OperationType
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import GatewayError, Unauthenticated
from domain.roles import Viewer
from gateway.authentication import Authenticator
from gateway.http.accept import LEGACY, RESPONSE, Accepted, read_accept
from gateway.http.body import read_bounded
from gateway.http.compression import MINIMUM_BYTES, choose_encoding, compress
from gateway.http.lengths import check_lengths
from gateway.http.refusal import Refusal, malformed, refused
from gateway.http.request import (
    GraphQLRequest,
    Malformed,
    check_idempotency_key,
    read_body,
    read_query_string,
)
from gateway.http.streams import (
    EVENT_STREAM_TYPE,
    KEEP_ALIVE_SECONDS,
    PART_STREAM_TYPE,
    StreamResponse,
    event_stream,
    part_stream,
)
from gateway.limits import Entrance
from gateway.operations import Answer, Operations, Payload, Prepared

_log = logging.getLogger("gateway.http")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_ENTITY_TAG = re.compile(r'(?:^|,)[ \t]*(?:W/)?("[^"]*")[ \t]*(?=,|$)')
_METHODS = "GET, POST"
_COST_HEADER = "x-graphql-cost"


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
        keep_alive_seconds: float = KEEP_ALIVE_SECONDS,
        entrance: Entrance | None = None,
    ) -> None:
        """Make the endpoint.

        Args:
            operations: Runs what is asked.
            authenticator: Knows who asks.
            max_body_bytes: How long the body of a request may be.
            max_batch: How many operations one request may hold in a list; 0 refuses lists.
            keep_alive_seconds: After how long a silent stream of events says that it is alive.
            entrance: Counts requests by address, if anybody does.

        """
        self._operations = operations
        self._authenticator = authenticator
        self._max_body_bytes = max_body_bytes
        self._max_batch = max_batch
        self._keep_alive_seconds = keep_alive_seconds
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        request_id = request_id_of(request.headers)
        accepted = read_accept("")
        try:
            self._check_lengths(scope, request_id)
            accepted = read_accept(_list_header(request.headers, "accept"))
            response: ASGIApp = await self._respond(request, request_id, accepted)
        except Refusal as refusal:
            response = self._refusal_response(refusal, accepted, request_id)
        except ClientDisconnect:
            return
        except Exception:  # noqa: BLE001 - logged; whatever happens, the answer is well formed
            response = self._refusal_response(_unexpected(request_id), accepted, request_id)
        await response(scope, receive, send)

    async def _respond(self, request: Request, request_id: str, accepted: Accepted) -> ASGIApp:
        if request.method not in ("GET", "POST"):
            raise malformed("Only GET and POST are supported.", request_id, 405, allow=_METHODS)
        if accepted.media_type is None and not accepted.events:
            message = f"The answer can be {RESPONSE}, {LEGACY} or a stream of events."
            raise malformed(message, request_id, 406)
        viewer = await self._viewer(request, request_id)
        asked = await self._read(request, request_id)
        started = time.perf_counter()
        if isinstance(asked, list):
            payload = await self._batch(asked, viewer, request_id, accepted)
            return _json(payload, 200, accepted.media_type or LEGACY, request_id, request.headers)
        prepared = await self._operations.begin(asked, viewer, request_id)
        if request.method == "GET" and prepared.kind is OperationType.MUTATION:
            raise malformed("A mutation needs POST.", request_id, 405, allow="POST")
        if prepared.kind is OperationType.SUBSCRIPTION or accepted.media_type is None:
            return self._stream_events(prepared, viewer, request_id, accepted)
        if accepted.parts and prepared.operation.document.is_incremental:
            answer = await self._operations.run_in_parts(prepared, viewer, request_id)
            if not isinstance(answer, Answer):
                return StreamResponse(part_stream(answer), PART_STREAM_TYPE, {"x-request-id": request_id})
        else:
            answer = await self._operations.run(prepared, viewer, request_id)
        response = _answer(answer, request, request_id, accepted.media_type)
        # Whole milliseconds: finer ones would help to tell what is hidden from what is not there.
        response.headers["server-timing"] = f"run;dur={(time.perf_counter() - started) * 1000:.0f}"
        return response

    def _check_lengths(self, scope: Scope, request_id: str) -> None:
        try:
            check_lengths(scope, self._max_body_bytes)
        except Malformed as error:
            raise malformed(str(error), request_id, error.status) from None

    async def _viewer(self, request: Request, request_id: str) -> Viewer:
        if self._entrance is not None:
            await self._entrance.admit(request.scope, request_id)
        try:
            # Two of them are none: whoever stands in front may have looked at the other one.
            return await self._authenticator.authenticate(_list_header(request.headers, "authorization"))
        except Unauthenticated as error:
            if self._entrance is not None:
                self._entrance.blame(request.scope)
            raise refused(error, request_id, 401, **{"www-authenticate": "Bearer"}) from None

    async def _read(self, request: Request, request_id: str) -> GraphQLRequest | list[GraphQLRequest]:
        headers = request.headers
        try:
            if request.method == "GET":
                return _told(read_query_string(request.scope["query_string"]), headers)
            if _list_header(headers, "content-encoding").lower() not in ("", "identity"):
                message = "The body must not be compressed."
                raise malformed(message, request_id, 415, **{"accept-encoding": "identity"})
            body = await read_bounded(request.receive, headers.get("content-length"), self._max_body_bytes)
            return _told(_keyed(read_body(_list_header(headers, "content-type"), body), headers), headers)
        except Malformed as error:
            raise malformed(str(error), request_id, error.status) from None

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
                prepared = await self._operations.begin(request, viewer, request_id)
                if prepared.kind is OperationType.SUBSCRIPTION:
                    raise malformed("A list cannot hold a subscription.", request_id)
                return (await self._operations.run(prepared, viewer, request_id)).payload
            except Refusal as refusal:
                return refusal.body
            except Exception:  # noqa: BLE001 - logged; the others of the list go on
                return _unexpected(request_id).body

        if any(_may_write(request) for request in asked):
            # In their order: what one of them writes the next may build on.
            return [await one(request) for request in asked]
        return await asyncio.gather(*(one(request) for request in asked))

    def _stream_events(
        self, prepared: Prepared, viewer: Viewer, request_id: str, accepted: Accepted
    ) -> ASGIApp:
        if not accepted.events:
            message = "A subscription needs a WebSocket, or Accept: text/event-stream."
            raise malformed(message, request_id, 406)
        return self._events(self._operations.events_of(prepared, viewer, request_id), request_id)

    def _refusal_response(self, refusal: Refusal, accepted: Accepted, request_id: str) -> ASGIApp:
        if refusal.is_request_error and accepted.media_type is None:
            return self._events(_once(refusal.body), request_id)
        media_type = accepted.media_type or LEGACY
        status = 200 if refusal.is_request_error and media_type == LEGACY else refusal.status
        response = _json(refusal.body, status, media_type, request_id)
        response.headers.update(refusal.headers)
        return response

    def _events(self, payloads: AsyncGenerator[Payload, None], request_id: str) -> ASGIApp:
        chunks = event_stream(payloads, request_id, self._keep_alive_seconds)
        return StreamResponse(chunks, EVENT_STREAM_TYPE, {"x-request-id": request_id})


def request_id_of(headers: Headers) -> str:
    """The caller's request id if it is a harmless one, otherwise a new one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _list_header(headers: Headers, name: str) -> str:
    """A header's value; several headers of one name are one list (RFC 9110, 5.3)."""
    return ", ".join(headers.getlist(name))


def _keyed(
    asked: GraphQLRequest | list[GraphQLRequest], headers: Headers
) -> GraphQLRequest | list[GraphQLRequest]:
    """The requests with the key of the header, which those of a list share and are told apart by place."""
    if "idempotency-key" not in headers:
        return asked
    key = check_idempotency_key(_list_header(headers, "idempotency-key"))
    if isinstance(asked, list):
        return [replace(each, idempotency_key=f"{key} {place}") for place, each in enumerate(asked)]
    return replace(asked, idempotency_key=key)


def _told(
    asked: GraphQLRequest | list[GraphQLRequest], headers: Headers
) -> GraphQLRequest | list[GraphQLRequest]:
    """The requests, which are told what they cost if the header is there."""
    if _COST_HEADER not in headers:
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


def _answer(answer: Answer, request: Request, request_id: str, media_type: str) -> Response:
    """An answer in one piece, with what caches may do with it."""
    status = 200 if answer.has_run or media_type == LEGACY else 400
    if request.method != "GET" or answer.fresh_seconds <= 0:
        response = _json(answer.payload, status, media_type, request_id, request.headers)
        response.headers.update(_age(answer))
        return response
    body = orjson.dumps(answer.payload)
    etag = _entity_tag(body, media_type, _coding_of(body, request.headers) or "")
    headers = {
        "etag": etag,
        # Whoever keeps it subtracts the age from the time for which it may be kept.
        "cache-control": f"private, max-age={floor(answer.fresh_seconds + floor(answer.age_seconds))}",
        **_age(answer),
        "vary": "Authorization, Accept, Accept-Encoding",
    }
    known = _list_header(request.headers, "if-none-match")
    if known.strip() == "*" or etag in _ENTITY_TAG.findall(known):
        return Response(status_code=304, headers={**headers, "x-request-id": request_id})
    response = _encoded(body, status, media_type, request_id, request.headers)
    response.headers.update(headers)
    return response


def _age(answer: Answer) -> dict[str, str]:
    """How old the oldest part of an answer is, if it is not of this second."""
    seconds = floor(answer.age_seconds)
    return {"age": str(seconds)} if seconds else {}


def _entity_tag(body: bytes, *representation: str) -> str:
    """A strong tag: no two representations of an answer share it, not even for the same data."""
    digest = blake2b(body, digest_size=16)
    for part in representation:
        digest.update(f"\n{part}".encode())
    return f'"{digest.hexdigest()}"'


def _json(
    payload: Payload | list[Payload],
    status: int,
    media_type: str,
    request_id: str,
    headers: Headers | None = None,
) -> Response:
    response = _encoded(orjson.dumps(payload), status, media_type, request_id, headers)
    response.headers["cache-control"] = "no-store"
    return response


def _encoded(body: bytes, status: int, media_type: str, request_id: str, headers: Headers | None) -> Response:
    """A response with its body compressed if that is worth it and wanted."""
    coding = _coding_of(body, headers)
    extra = {"x-request-id": request_id, "vary": "Accept, Accept-Encoding"}
    if coding is not None:
        body = compress(body, coding)
        extra["content-encoding"] = coding
    return Response(body, status, extra, media_type=f"{media_type}; charset=utf-8")


def _coding_of(body: bytes, headers: Headers | None) -> str | None:
    if headers is None or len(body) < MINIMUM_BYTES:
        return None
    return choose_encoding(_list_header(headers, "accept-encoding"))
