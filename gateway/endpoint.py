"""The GraphQL endpoint: one HTTP request, one operation, one answer."""

import asyncio
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
from graphql import ExecutionResult, GraphQLSchema
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.errors import Unauthenticated
from domain.roles import Viewer
from execution import DocumentRefused, Documents, OperationNotFound, execute_document
from gateway import errors
from gateway.authentication import Authenticator
from gateway.request import GraphQLRequest, RequestRefused, read_request
from resolvers.context import Context

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_RESPONSE_TYPE = "application/graphql-response+json"
_LEGACY_TYPE = "application/json"


class GraphQLEndpoint:
    """An ASGI application for one path.

    It never answers 500 for something that a client sent, and every error it gives has a code and
    the id of the request.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        documents: Documents,
        authenticator: Authenticator,
        make_context: Callable[[Viewer, str], Context],
        deadline_seconds: float,
        *,
        suggestions: bool,
    ) -> None:
        self._schema = schema
        self._documents = documents
        self._authenticator = authenticator
        self._make_context = make_context
        self._deadline_seconds = deadline_seconds
        self._suggestions = suggestions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        request_id = request_id_of(request)
        response = await self._respond(request, request_id)
        response.headers["x-request-id"] = request_id
        response.headers["cache-control"] = "no-store"
        await response(scope, receive, send)

    async def _respond(self, request: Request, request_id: str) -> Response:
        media_type = _response_type(request.headers.get("accept", ""))
        if request.method != "POST":
            message = "Only POST is supported."
            body = {"errors": errors.plain_error("BAD_USER_INPUT", message, request_id)}
            return _json(body, 405, media_type, {"allow": "POST"})
        try:
            viewer = await self._authenticator.authenticate(request.headers.get("authorization"))
            asked = read_request(request.headers.get("content-type", ""), await request.body())
        except Unauthenticated as error:
            body = {"errors": errors.request_error(error, request_id)}
            return _json(body, 401, media_type, {"www-authenticate": "Bearer"})
        except RequestRefused as refusal:
            body = {"errors": errors.plain_error("BAD_USER_INPUT", str(refusal), request_id)}
            return _json(body, refusal.status, media_type)
        except HTTPException as refusal:  # Starlette's own limit on the size of a body
            body = {"errors": errors.plain_error("BAD_USER_INPUT", "The body is too large.", request_id)}
            return _json(body, refusal.status_code, media_type)
        body, ran = await self._run(asked, self._make_context(viewer, request_id))
        return _json(body, 200 if ran or media_type == _LEGACY_TYPE else 400, media_type)

    async def _run(self, asked: GraphQLRequest, context: Context) -> tuple[dict[str, Any], bool]:
        """The answer, and whether the operation ran at all."""
        request_id = context.request_id
        deadline = asyncio.get_running_loop().call_later(self._deadline_seconds, context.loaders.expire)
        try:
            result = await execute_document(
                self._schema,
                self._documents.get(asked.query),
                context,
                asked.variables,
                asked.operation_name,
                suggestions=self._suggestions,
            )
        except DocumentRefused as refusal:
            code = errors.PARSE_FAILED if refusal.phase == "parse" else errors.VALIDATION_FAILED
            return {"errors": errors.document_errors(code, refusal.errors, request_id)}, False
        except OperationNotFound as error:
            code = errors.OPERATION_RESOLUTION_FAILURE
            return {"errors": errors.plain_error(code, str(error), request_id)}, False
        finally:
            deadline.cancel()
        return _body(result, request_id), result.data is not None or _has_path(result)


def request_id_of(request: Request) -> str:
    """The caller's request id if it is a harmless one, otherwise a new one."""
    given = request.headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _body(result: ExecutionResult, request_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = errors.execution_errors(result.errors, request_id)
    if result.data is not None or _has_path(result):
        body["data"] = result.data
    return body


def _has_path(result: ExecutionResult) -> bool:
    """Whether the errors are of fields: then the operation ran, and null is its data."""
    return any(error.path is not None for error in result.errors or ())


def _response_type(accept: str) -> str:
    """The newer type for clients that name it, the older for everybody else."""
    return _RESPONSE_TYPE if _RESPONSE_TYPE in accept.lower() else _LEGACY_TYPE


def _json(
    body: dict[str, Any], status: int, media_type: str, headers: dict[str, str] | None = None
) -> Response:
    return Response(orjson.dumps(body), status, headers, media_type=f"{media_type}; charset=utf-8")
