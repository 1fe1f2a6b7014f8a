"""The OpenAPI 3.1 document, generated from the operations and models the API itself runs on."""

from http import HTTPStatus
from typing import Any

import msgspec

from sandbox.catalogue import OPERATIONS
from sandbox.models.errors import ErrorDetail, OAuthError, ValidationError
from sandbox.models.tokens import TokenRequest, TokenResponse
from sandbox.operation import Operation
from sandbox.options import API_BASE, TOKEN_PATH
from sandbox.validation.parameters import Parameter

JsonObject = dict[str, Any]

_REF = "#/components/schemas/{name}"
_TOKEN_OPERATION_ID = "get_access_token"  # noqa: S105 - a name, not a token


def openapi_document() -> JsonObject:
    """The whole document; cheap enough to build once per process start."""
    schemas = _Schemas()
    paths: dict[str, JsonObject] = {TOKEN_PATH: {"post": _token_operation(schemas)}}
    for operation in OPERATIONS:
        methods = paths.setdefault(API_BASE + operation.path, {})
        methods[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Partner API sandbox", "version": "2.0"},
        "security": [{"OAuth2": ["read", "write"]}],
        "tags": [{"name": tag} for tag in dict.fromkeys(["Authentication", *(op.tag for op in OPERATIONS)])],
        "paths": paths,
        "components": {"schemas": schemas.components(), "securitySchemes": _SECURITY_SCHEMES},
    }


_SECURITY_SCHEMES: JsonObject = {
    "OAuth2": {
        "type": "oauth2",
        "flows": {
            "clientCredentials": {"tokenUrl": TOKEN_PATH, "scopes": {"read": "Read", "write": "Write"}}
        },
    },
    "ClientBasic": {"type": "http", "scheme": "basic", "description": "Client id and secret."},
}


class _Schemas:
    """Collects the types in use and gives their schemas."""

    def __init__(self) -> None:
        self._used: list[Any] = []

    def of(self, annotation: object) -> JsonObject:
        """The schema of a type; models become references."""
        self._used.append(annotation)
        (schema,), _ = msgspec.json.schema_components([annotation], ref_template=_REF)
        return schema

    def components(self) -> JsonObject:
        """The schemas of every model used so far, sorted by name."""
        _, found = msgspec.json.schema_components(self._used, ref_template=_REF)
        return dict(sorted(found.items()))


def _operation(operation: Operation, schemas: _Schemas) -> JsonObject:
    described: JsonObject = {
        "tags": [operation.tag],
        "summary": operation.summary,
        "operationId": operation.operation_id,
        "parameters": [
            _parameter(parameter, schemas)
            for parameter in (*operation.path_parameters, *operation.parameters)
        ],
        "responses": _responses(operation, schemas),
    }
    if operation.body is not None:
        described["requestBody"] = _body(schemas.of(operation.body))
    if not operation.bearer:
        described["security"] = []
    return described


def _parameter(parameter: Parameter, schemas: _Schemas) -> JsonObject:
    schema = schemas.of(parameter.annotation)
    if parameter.default is not None:
        schema = {**schema, "default": parameter.default}
    described: JsonObject = {"name": parameter.name, "in": parameter.place, "schema": schema}
    if parameter.required:
        described["required"] = True
    if parameter.description:
        described["description"] = parameter.description
    return described


def _responses(operation: Operation, schemas: _Schemas) -> JsonObject:
    if operation.answer is None:
        responses: JsonObject = {str(HTTPStatus.NO_CONTENT.value): {"description": "Done, no body"}}
    else:
        responses = {str(HTTPStatus.OK.value): _response("OK", schemas.of(operation.answer))}
    refusals: dict[int, Any] = {HTTPStatus.UNPROCESSABLE_ENTITY: ValidationError, **operation.refusals}
    if operation.body is not None:
        refusals[HTTPStatus.BAD_REQUEST] = ErrorDetail
    if operation.bearer:
        refusals |= {HTTPStatus.UNAUTHORIZED: ErrorDetail, HTTPStatus.FORBIDDEN: ErrorDetail}
    if operation.path_parameters:
        refusals[HTTPStatus.NOT_FOUND] = ErrorDetail
    for status in sorted(refusals):
        responses[str(int(status))] = _response(HTTPStatus(status).phrase, schemas.of(refusals[status]))
    return responses


def _token_operation(schemas: _Schemas) -> JsonObject:
    refused = schemas.of(OAuthError)
    return {
        "tags": ["Authentication"],
        "summary": "Get an access token",
        "operationId": _TOKEN_OPERATION_ID,
        "security": [{"ClientBasic": []}],
        "requestBody": _body(schemas.of(TokenRequest)),
        "responses": {
            "200": _response("OK", schemas.of(TokenResponse)),
            "400": _response("Bad Request", refused),
            "401": _response("Unauthorized", refused),
        },
    }


def _body(schema: JsonObject) -> JsonObject:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _response(description: str, schema: JsonObject) -> JsonObject:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
