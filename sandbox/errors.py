"""Refusals of the API, each with its status and body."""

from collections.abc import Sequence
from http import HTTPStatus

from msgspec import Struct

from sandbox.models.errors import (
    BoostConflict,
    ErrorDetail,
    OAuthError,
    ValidationError,
    ValidationErrorItem,
)


class ApiError(Exception):
    """A refusal: the HTTP status, the body and extra headers."""

    def __init__(self, status: int, body: Struct, headers: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = tuple(headers)


class BadRequest(ApiError):
    """400 with a reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, ErrorDetail(reason))


class Unauthorized(ApiError):
    """401: the bearer token is missing, unknown or expired."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.UNAUTHORIZED, ErrorDetail("Unauthorized"))


class NotFound(ApiError):
    """404: nothing there for this organization, whether or not another one has it."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, ErrorDetail("Not Found"))


class MethodNotAllowed(ApiError):
    """405 with the methods that exist on the path."""

    def __init__(self, allowed: Sequence[str]) -> None:
        headers = [("allow", ", ".join(sorted(allowed)))]
        super().__init__(HTTPStatus.METHOD_NOT_ALLOWED, ErrorDetail("Method not allowed"), headers)


class BodyTooLarge(ApiError):
    """413: the request body is larger than the sandbox reads."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, ErrorDetail("Request body too large"))


class Unprocessable(ApiError):
    """422 with every problem found."""

    def __init__(self, problems: Sequence[ValidationErrorItem]) -> None:
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, ValidationError(list(problems)))


class BoostRefused(ApiError):
    """409 of a boost."""

    def __init__(self, conflict: BoostConflict) -> None:
        super().__init__(HTTPStatus.CONFLICT, conflict)


class TokenRefused(ApiError):
    """A refused token request: 401 for a wrong client, 400 for a wrong grant."""

    def __init__(self, status: int, error: str) -> None:
        headers = [("www-authenticate", f'Bearer error="{error}"')]
        super().__init__(status, OAuthError(error), headers)
