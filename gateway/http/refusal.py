"""Refusing a request before anything of it is run."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from domain.errors import GatewayError
from gateway.errors import ErrorList, plain_error, request_error

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Refusal(Exception):
    """An HTTP status, what the client is told, and headers that go with it.

    ``is_request_error`` says that the request as such was well formed and only its document,
    operation or variables are not acceptable: then clients of the older JSON type get a 200.
    """

    def __init__(
        self,
        status: int,
        errors: ErrorList,
        headers: Mapping[str, str] = _NOTHING,
        *,
        is_request_error: bool = False,
    ) -> None:
        super().__init__(f"{status}: {errors}")
        self.status = status
        self.body: dict[str, Any] = {"errors": errors}
        self.headers = headers
        self.is_request_error = is_request_error


def malformed(message: str, request_id: str, status: int = 400, **headers: str) -> Refusal:
    """The request is not a well-formed GraphQL request; the message says why."""
    return Refusal(status, plain_error("BAD_USER_INPUT", message, request_id), headers)


def refused(error: GatewayError, request_id: str, status: int, **headers: str) -> Refusal:
    """The request is refused for an error of the tree."""
    return Refusal(status, request_error(error, request_id), headers)
