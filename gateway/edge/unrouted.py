"""What is answered where there is nothing: as small and as coded as everything else."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.edge.refusals import request_id_in
from gateway.http.refusal import malformed

_MESSAGES = {
    HTTPStatus.NOT_FOUND: "There is nothing here. The GraphQL endpoint is /graphql.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This method is not supported here.",
}


async def answer_unrouted(request: Request, error: Exception) -> Response:
    """The answer to a request that no route takes."""
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
    headers = (error.headers or {}) if isinstance(error, HTTPException) else {}
    request_id = request_id_in(request.scope)
    message = _MESSAGES.get(HTTPStatus(status), "The request cannot be answered.")
    refusal = malformed(message, request_id, status)
    return JSONResponse(refusal.body, status, {**headers, "x-request-id": request_id})
