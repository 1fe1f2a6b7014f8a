"""The door of the sandbox: tells API, token endpoint, documents and instruments apart."""

import asyncio
from http import HTTPStatus

import msgspec

from sandbox.answer import Answer
from sandbox.api import PartnerApi, refusal
from sandbox.clock import Clock
from sandbox.documents import Documents
from sandbox.errors import ApiError, MethodNotAllowed, NotFound
from sandbox.fault_play import TrueAnswer, play
from sandbox.faults import FaultBook
from sandbox.http_messages import Headers, Receive, Scope, Send, request_body, request_headers, send_answer
from sandbox.instruments import PREFIX, Instruments
from sandbox.oauth import TokenStore
from sandbox.options import API_BASE, TOKEN_PATH
from sandbox.request_log import RequestLog
from sandbox.routing import Match

UNKNOWN_OPERATION = "unknown operation"


class Entrance:
    """The ASGI application behind `Sandbox.app`."""

    def __init__(
        self,
        api: PartnerApi,
        tokens: TokenStore,
        faults: FaultBook,
        log: RequestLog,
        latency: float,
        clock: Clock,
    ) -> None:
        self._api = api
        self._tokens = tokens
        self._faults = faults
        self._log = log
        self._latency = latency
        self._clock = clock
        self._documents = Documents()
        self._instruments = Instruments(log, faults, tokens)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        path: str = scope["path"]
        document = self._documents.at(scope["method"], path)
        if document is not None:
            await send_answer(send, document)
        elif path.startswith(API_BASE + "/"):
            await self._api_request(scope, receive, send)
        elif path == TOKEN_PATH:
            await self._token_request(scope, receive, send)
        else:
            await send_answer(send, await self._outside(scope, receive))

    async def _api_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        method: str = scope["method"]
        path = scope["path"].removeprefix(API_BASE)
        headers = request_headers(scope)
        found = self._match(method, path)
        operation = found.operation.name if isinstance(found, Match) else UNKNOWN_OPERATION
        query = scope["query_string"].decode("latin-1")
        record = self._log.arrived(operation, method, path, query, headers)
        if self._latency:
            await asyncio.sleep(self._latency)

        async def answer() -> Answer:
            if isinstance(found, ApiError):
                return refusal(found)
            return await self._true_answer(found, headers, scope, receive)

        record.status = await self._answer_with_faults(scope, receive, send, answer)

    async def _true_answer(self, match: Match, headers: Headers, scope: Scope, receive: Receive) -> Answer:
        try:
            body = await request_body(receive) if match.operation.takes_body else b""
        except ApiError as error:
            return refusal(error)
        return self._api.answer(match, scope["query_string"], headers, body)

    async def _token_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = request_headers(scope)

        async def answer() -> Answer:
            try:
                if scope["method"] != "POST":
                    raise MethodNotAllowed(["POST"])
                body = await request_body(receive)
                content_type = headers.get("content-type", "")
                token = self._tokens.issue(headers.get("authorization"), content_type, body, self._clock())
            except ApiError as error:
                return refusal(error)
            return Answer(HTTPStatus.OK, msgspec.json.encode(token), headers=[("cache-control", "no-store")])

        await self._answer_with_faults(scope, receive, send, answer)

    async def _outside(self, scope: Scope, receive: Receive) -> Answer:
        try:
            if not scope["path"].startswith(PREFIX + "/"):
                raise NotFound
            return self._instruments.answer(scope["method"], scope["path"], await request_body(receive))
        except ApiError as error:
            return refusal(error)

    async def _answer_with_faults(
        self, scope: Scope, receive: Receive, send: Send, answer: TrueAnswer
    ) -> int | None:
        """Answers as the faults due for this request say; returns the status sent, if any."""
        for fault in self._faults.due(scope["method"], scope["path"]):
            if fault.kind == "delay":
                await asyncio.sleep(fault.seconds or 0.0)
            elif fault.kind == "expire_tokens":
                self._tokens.revoke_all()
            else:
                return await play(fault, answer, receive, send)
        whole = await answer()
        await send_answer(send, whole)
        return whole.status

    def _match(self, method: str, path: str) -> Match | ApiError:
        try:
            return self._api.router.match(method, path)
        except ApiError as error:
            return error
