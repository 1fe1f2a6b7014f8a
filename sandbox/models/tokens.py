"""Bodies of the token endpoint."""

from typing import Literal

from msgspec import Struct


class TokenRequest(Struct):
    """Body of the token request; the client proves itself with HTTP Basic."""

    grant_type: Literal["client_credentials"]


class TokenResponse(Struct):
    """A bearer token; `expires_in` in seconds. There is no refresh token."""

    access_token: str
    expires_in: int
    token_type: str
    scope: str
