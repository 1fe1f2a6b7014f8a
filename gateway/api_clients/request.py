"""Reading token requests (RFC 6749, sections 2.3.1, 4.4 and 5.2)."""

import base64
import binascii
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_plus

_FORM = "application/x-www-form-urlencoded"
_GRANT = "client_credentials"
_MAX_PARAMETERS = 16


class TokenRefused(Exception):
    """The answer to a request that gets no token: an error of the RFC, and a constant sentence."""

    def __init__(
        self, error: str, description: str, status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status
        self.headers = dict(headers or {})


class Credentials(NamedTuple):
    """What a client says it is. Any text at all."""

    client_id: str
    secret: str

    def __repr__(self) -> str:
        return "Credentials(...)"


def invalid_client() -> TokenRefused:
    """The one answer to every client that does not prove what it is."""
    challenge = {"www-authenticate": 'Basic realm="podero-graphql-gateway", charset="UTF-8"'}
    return TokenRefused("invalid_client", "The client is not known or its secret is wrong.", 401, challenge)


def read_token_request(content_type: str, authorization: str, body: bytes) -> Credentials:
    """Who asks for a token by the client credentials grant. Raises :class:`TokenRefused`."""
    parameters = _read_form(content_type, body)
    grant = parameters.get("grant_type")
    if grant is None:
        raise TokenRefused("invalid_request", "The parameter grant_type is missing.")
    if grant != _GRANT:
        raise TokenRefused("unsupported_grant_type", f"Only {_GRANT} is supported.")
    if parameters.get("scope"):
        raise TokenRefused("invalid_scope", "There are no scopes here.")
    return _credentials(parameters, authorization)


def _read_form(content_type: str, body: bytes) -> dict[str, str]:
    if content_type.partition(";")[0].strip().lower() != _FORM:
        raise TokenRefused("invalid_request", f"The content type must be {_FORM}.")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS
        )
    except ValueError:
        raise TokenRefused("invalid_request", "The body is not a well-formed form.") from None
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise TokenRefused("invalid_request", "A parameter is given twice.")
    return parameters


def _credentials(parameters: Mapping[str, str], authorization: str) -> Credentials:
    client_id, secret = parameters.get("client_id"), parameters.get("client_secret")
    if not authorization:
        if client_id is None or secret is None:
            raise invalid_client()
        return Credentials(client_id, secret)
    basic = _read_basic(authorization)
    if secret is not None or client_id not in (None, basic.client_id):
        raise TokenRefused("invalid_request", "The client authenticates in two ways at once.")
    return basic


def _read_basic(authorization: str) -> Credentials:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise invalid_client()
    try:
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        credentials = Credentials(
            unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
        )
    except (binascii.Error, ValueError):
        raise invalid_client() from None
    if not colon:
        raise invalid_client()
    return credentials
