"""The one translator from what went wrong to what a client is told."""

import logging
from collections.abc import Iterable
from typing import Any

from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError

from domain.errors import BadUserInput, GatewayError

_log = logging.getLogger("gateway.errors")

ErrorList = list[dict[str, Any]]

_LONGEST_MESSAGE = 300
_SAYS_NOT_NULL = "cannot be explicitly set to null"
"""Strawberry's words, among which are its own classes and where they lie in memory."""

_NOT_NULL = "A field of the input may be left out, but must not be null."

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
DOCUMENT_TOO_COMPLEX = "DOCUMENT_TOO_COMPLEX"
OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
PERSISTED_QUERY_REQUIRED = "PERSISTED_QUERY_REQUIRED"

CODES = frozenset(
    {
        "UNAUTHENTICATED",
        "IDENTITY_UNAVAILABLE",
        "FORBIDDEN",
        "BAD_USER_INPUT",
        PARSE_FAILED,
        VALIDATION_FAILED,
        DOCUMENT_TOO_COMPLEX,
        "RATE_LIMITED",
        OPERATION_RESOLUTION_FAILURE,
        PERSISTED_QUERY_NOT_FOUND,
        PERSISTED_QUERY_NOT_SUPPORTED,
        PERSISTED_QUERY_REQUIRED,
        "UPSTREAM_UNAVAILABLE",
        "OVERLOADED",
        "UPSTREAM_TIMEOUT",
        "UPSTREAM_REJECTED",
        "UPSTREAM_INVALID_RESPONSE",
        "WRITE_OUTCOME_UNKNOWN",
        "INTERNAL_SERVER_ERROR",
    }
)
"""Every code a client may see. A test holds it against the error tree and the documentation."""


def document_errors(code: str, errors: Iterable[GraphQLError], request_id: str) -> ErrorList:
    """Errors of a document that was never run. Their text speaks of the document only."""
    return [_entry(error.message, {"code": code, "requestId": request_id}, error) for error in errors]


def request_error(error: GatewayError, request_id: str) -> ErrorList:
    """An error of the request as a whole."""
    return [_entry(error.public_message, {**error.extensions, "requestId": request_id})]


def plain_error(code: str, message: str, request_id: str) -> ErrorList:
    """The same for an error that has no class of its own."""
    return [_entry(message, {"code": code, "requestId": request_id})]


def limit_error(code: str, message: str, limit: dict[str, object], request_id: str) -> ErrorList:
    """The same for something that there is too much of: ``limit`` says of what, and the numbers."""
    return [_entry(message, {"code": code, "limit": limit, "requestId": request_id})]


def execution_errors(errors: Iterable[GraphQLError], request_id: str) -> ErrorList:
    """Errors of an operation that was run. What nobody foresaw is logged and masked."""
    return [_execution_error(error, request_id) for error in errors]


def _execution_error(error: GraphQLError, request_id: str) -> dict[str, Any]:
    public = _public(error)
    if type(public) is GatewayError:
        _log.error(
            "unexpected error",
            extra={"request_id": request_id, "path": error.path},
            exc_info=error.original_error,
        )
    return _entry(public.public_message, {**public.extensions, "requestId": request_id}, error)


def _public(error: GraphQLError) -> GatewayError:
    original = error.original_error
    if isinstance(original, GatewayError):
        return original
    if isinstance(original, GraphQLError | None) and _is_about_input(error, original):
        return BadUserInput(_NOT_NULL if _SAYS_NOT_NULL in error.message else error.message)
    return GatewayError(error.message)


def _is_about_input(error: GraphQLError, original: GraphQLError | None) -> bool:
    """Whether a value that the client sent could not be used, and not one that we returned.

    Variables are read before any field is (there is no path). For arguments graphql-core names the
    place in the document; for values that we returned it cannot, there is none.
    """
    if error.path is None or isinstance(original, StrawberryInputCoercionError):
        return True
    return bool((original or error).nodes)


def _entry(message: str, extensions: dict[str, Any], error: GraphQLError | None = None) -> dict[str, Any]:
    if len(message) > _LONGEST_MESSAGE:  # it repeats what the client sent
        message = message[:_LONGEST_MESSAGE] + " ..."
    entry: dict[str, Any] = {"message": message}
    if error is not None and error.locations:
        entry["locations"] = [{"line": each.line, "column": each.column} for each in error.locations]
    if error is not None and error.path is not None:
        entry["path"] = error.path
    entry["extensions"] = extensions
    return entry
