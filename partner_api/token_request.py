"""One request to the token endpoint."""

import base64
import logging
import re
from dataclasses import dataclass, field
from urllib.parse import quote_plus

import httpx
import msgspec

from domain.errors import UpstreamError, UpstreamInvalidResponse, UpstreamRejected
from partner_api.body import read_json_bytes
from partner_api.status import error_for
from partner_api.upstream import Upstream

_log = logging.getLogger("partner_api")

_MAXIMUM_BYTES = 64 * 1024
_ASSUMED_SECONDS = 300.0
_BODY = b'{"grant_type":"client_credentials"}'
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]{1,8192}=*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and for how long it is good."""

    access_token: str = field(repr=False)
    expires_in_seconds: float


class _WireToken(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: float | None = None
    token_type: str | None = None


_decoder = msgspec.json.Decoder(_WireToken, strict=False)


class TokenRequest:
    """The request for one organization's token, prepared once."""

    def __init__(self, upstream: Upstream, timeout: dict[str, float]) -> None:
        self.organization_id = upstream.organization_id
        self._url = httpx.URL(upstream.token_url)
        self._timeout = timeout
        # Quoted as the OAuth standard (RFC 6749, 2.3.1) has it: servers unquote both halves.
        credentials = f"{quote_plus(upstream.client_id)}:{quote_plus(upstream.client_secret)}".encode()
        self._headers = {
            "Authorization": "Basic " + base64.b64encode(credentials).decode("ascii"),
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }

    def build(self) -> httpx.Request:
        """Make the request."""
        return httpx.Request(
            "POST", self._url, headers=self._headers, content=_BODY, extensions={"timeout": self._timeout}
        )

    async def read(self, response: httpx.Response) -> Token:
        """Read the answer.

        Raises:
            UpstreamError: It is an error, or no token.

        """
        error = error_for(response)
        if error is not None:
            raise self._told(error, response.status_code)
        body = await read_json_bytes(response, maximum=_MAXIMUM_BYTES)
        try:
            row = _decoder.decode(body)
        except (ValueError, RecursionError):
            raise UpstreamInvalidResponse("the token answer is not what it should be") from None
        if _TOKEN.fullmatch(row.access_token) is None or (row.token_type or "bearer").lower() != "bearer":
            raise UpstreamInvalidResponse("the token is not a bearer token")
        seconds = _ASSUMED_SECONDS if row.expires_in is None else row.expires_in
        if not 0.0 <= seconds <= 10.0**9:
            raise UpstreamInvalidResponse("the token's lifetime makes no sense")
        return Token(access_token=row.access_token, expires_in_seconds=seconds)

    def _told(self, error: UpstreamError, status: int) -> UpstreamError:
        if not isinstance(error, UpstreamRejected):
            return error
        _log.error(
            "credentials refused by the token endpoint: organization=%s status=%d",
            self.organization_id,
            status,
        )
        return UpstreamRejected(f"credentials refused, status {status}")
