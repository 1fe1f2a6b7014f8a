"""Reading a GraphQL request: bytes in, a checked request out, or a clear refusal."""

from dataclasses import dataclass
from typing import Any

import msgspec

_MEDIA_TYPE = "application/json"


class RequestRefused(Exception):
    """The HTTP request is not a well-formed GraphQL request. The text is for the client."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The members of a request that are understood."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


def read_request(content_type: str, body: bytes) -> GraphQLRequest:
    """Read a POST body.

    Raises:
        RequestRefused: 415 for another content type, 400 for anything malformed.

    """
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() != _MEDIA_TYPE:
        raise RequestRefused(415, "The content type must be application/json.")
    charset = parameters.partition("charset=")[2].strip(' "').lower()
    if charset not in ("", "utf-8", "utf8"):
        raise RequestRefused(415, "The charset must be utf-8.")
    try:
        members = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise RequestRefused(400, "The body is not valid JSON in UTF-8.") from None
    if not isinstance(members, dict):
        raise RequestRefused(400, "The body must be one JSON object.")
    query = members.get("query")
    if not isinstance(query, str):
        raise RequestRefused(400, "The member `query` must be a string.")
    return GraphQLRequest(
        query=query,
        operation_name=_optional(members, "operationName", str, "a string or null"),
        variables=_optional(members, "variables", dict, "an object or null"),
    )


def _optional(members: dict[str, Any], name: str, wanted: type, words: str) -> Any:  # noqa: ANN401 - checked here
    value = members.get(name)
    if value is not None and not isinstance(value, wanted):
        raise RequestRefused(400, f"The member `{name}` must be {words}.")
    return value
