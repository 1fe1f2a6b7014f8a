"""Reading GraphQL requests: bytes in, a checked request out, or a clear refusal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from gateway.http.accept import LEGACY

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_MAX_PARAMETERS = 16


class Malformed(Exception):
    """The request is not well formed. The text is for the client."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The members of a request that are understood.

    ``query`` is the text of the document; without it ``document_id`` or ``persisted_hash`` (the
    SHA-256 of the text) name one. ``idempotency_key`` lets a mutation be repeated; ``is_cost_told``
    asks for what the operation costs.
    """

    query: str | None = None
    document_id: str | None = None
    persisted_hash: str | None = None
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    extensions: Mapping[str, Any] | None = None
    idempotency_key: str | None = None
    is_cost_told: bool = False


def read_body(content_type: str | None, body: bytes) -> GraphQLRequest | list[GraphQLRequest]:
    """Read the body of a POST: one request, or a list of them.

    Raises:
        Malformed: 415 for another content type, 400 for anything else.

    """
    _check_content_type(content_type)
    if not body:
        raise Malformed("The body is empty.")
    try:
        members = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("The body is not valid JSON in UTF-8.") from None
    if isinstance(members, list):
        return [read_members(each) for each in members]
    return read_members(members)


def read_query_string(raw: bytes) -> GraphQLRequest:
    """Read the parameters of a GET.

    Raises:
        Malformed: Something is not well formed, or given twice.

    """
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_PARAMETERS,
        )
    except (ValueError, UnicodeDecodeError):
        raise Malformed("The query string is not well formed.") from None
    members: dict[str, Any] = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed("A parameter is given twice.")
    for name in ("variables", "extensions"):
        if name in members:
            members[name] = _json_parameter(name, members[name])
    if members.get("operationName") == "":
        del members["operationName"]
    return read_members(members)


def read_members(members: object) -> GraphQLRequest:
    """Check the members of one request.

    Raises:
        Malformed: A member has a wrong type, or there is no document.

    """
    if not isinstance(members, dict):
        raise Malformed("A request must be a JSON object.")
    extensions = _member(members, "extensions", dict, "an object")
    request = GraphQLRequest(
        query=_member(members, "query", str, "a string"),
        document_id=_member(members, "documentId", str, "a string"),
        persisted_hash=_persisted_hash(extensions or {}),
        operation_name=_member(members, "operationName", str, "a string"),
        variables=_member(members, "variables", dict, "an object"),
        extensions=extensions,
        idempotency_key=_idempotency_key(extensions or {}),
        is_cost_told=extensions is not None and extensions.get("cost") is True,
    )
    if request.query is None and request.document_id is None and request.persisted_hash is None:
        raise Malformed("The member `query` is missing.")
    return request


def _member(members: Mapping[str, Any], name: str, wanted: type, words: str) -> Any:  # noqa: ANN401 - checked here
    value = members.get(name)
    if value is not None and not isinstance(value, wanted):
        raise Malformed(f"The member `{name}` must be {words}.")
    return value


def check_idempotency_key(value: object) -> str:
    """Check a key that a client gives.

    Raises:
        Malformed: It is not 1 to 255 visible ASCII characters.

    """
    if not isinstance(value, str) or _KEY.fullmatch(value) is None:
        raise Malformed("An idempotency key must be 1 to 255 visible ASCII characters.")
    return value


def _idempotency_key(extensions: Mapping[str, Any]) -> str | None:
    """The key of clients that cannot send the header, as over a WebSocket."""
    value = extensions.get("idempotencyKey")
    return None if value is None else check_idempotency_key(value)


def _persisted_hash(extensions: Mapping[str, Any]) -> str | None:
    """The hash of an automatic persisted query."""
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    version = persisted.get("version") if isinstance(persisted, dict) else None
    if version != 1 or isinstance(version, bool):
        raise Malformed("The extension `persistedQuery` must be an object with `version` 1.")
    value = persisted.get("sha256Hash")
    if not isinstance(value, str) or _HASH.fullmatch(value) is None:
        raise Malformed("`persistedQuery.sha256Hash` must be a SHA-256 in lower-case hexadecimal.")
    return value


def _json_parameter(name: str, text: str) -> Any:  # noqa: ANN401 - JSON
    if text == "":
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise Malformed(f"The parameter `{name}` is not valid JSON.") from None


def _check_content_type(content_type: str | None) -> None:
    if content_type == LEGACY:
        return
    media_type, _, parameters = (content_type or "").partition(";")
    if media_type.strip().lower() != LEGACY:
        raise Malformed("The content type must be application/json.", 415)
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().lower().partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise Malformed("The charset must be utf-8.", 415)
