"""An operation made ready to run: its checks are built once, at start."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from sandbox.errors import BadRequest, Unprocessable
from sandbox.operation import Handler, Operation
from sandbox.validation.parameters import parameters_check
from sandbox.validation.problems import BODY, Problem
from sandbox.validation.values import body_check

_decode = msgspec.json.Decoder().decode


class PreparedOperation:
    """An `Operation` with its checks; turns raw texts into checked values."""

    def __init__(self, declared: Operation) -> None:
        self.declared = declared
        self.method = declared.method
        self.path = declared.path
        self.name = f"{declared.method} {declared.path}"
        self.handler: Handler = declared.handler
        self.bearer = declared.bearer
        self.takes_body = declared.body is not None
        self.path_names = tuple(parameter.name for parameter in declared.path_parameters)
        placed = declared.parameters
        self._check_path = parameters_check(declared.path_parameters)
        self._check_query = parameters_check(tuple(p for p in placed if p.place == "query"))
        self._check_headers = parameters_check(tuple(p for p in placed if p.place == "header"))
        self._check_body = body_check(declared.body) if declared.body is not None else None

    def checked(
        self, path: Mapping[str, str], query: bytes, headers: Mapping[str, str], body: bytes
    ) -> tuple[dict[str, str], dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Path, query, header and body values; raises `Unprocessable` with all problems, or `BadRequest`."""
        found: list[Problem] = []
        path_values = self._check_path(path, found)
        texts = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else {}
        query_values = self._check_query(texts, found)
        header_values = self._check_headers(headers, found)
        sent = self._check_body(_json(body), BODY, found) if self._check_body is not None else {}
        if found:
            raise Unprocessable(found)
        return path_values, query_values, header_values, sent


def _json(body: bytes) -> object:
    try:
        return _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason = f"Cannot parse request body ({error})"
        raise BadRequest(reason) from None
