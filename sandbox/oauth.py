"""OAuth2 client credentials: bearer tokens, each good for one organization only."""

import base64
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, unquote_plus

import msgspec

from sandbox.errors import TokenRefused
from sandbox.models.tokens import TokenResponse
from sandbox.options import DemoOrganization

LIFETIME = timedelta(seconds=36_000)
REMEMBERED_TOKENS = 10_000


class TokenStore:
    """Issued tokens; beyond `REMEMBERED_TOKENS` the oldest stop working."""

    def __init__(self, organizations: Iterable[DemoOrganization]) -> None:
        self._organizations = {organization.client_id: organization for organization in organizations}
        self._issued: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        self.requests = 0

    def issue(
        self, authorization: str | None, content_type: str, body: bytes, now: datetime
    ) -> TokenResponse:
        """A new token; raises `TokenRefused` for a wrong client (401) or grant (400)."""
        self.requests += 1
        organization = self._client(authorization)
        if organization is None:
            raise TokenRefused(HTTPStatus.UNAUTHORIZED, "invalid_client")
        grant = _grant_type(content_type, body)
        if grant is None:
            raise TokenRefused(HTTPStatus.BAD_REQUEST, "invalid_request")
        if grant != "client_credentials":
            raise TokenRefused(HTTPStatus.BAD_REQUEST, "unsupported_grant_type")
        token = secrets.token_urlsafe(24)
        self._issued[token] = (organization.organization_id, now + LIFETIME)
        while len(self._issued) > REMEMBERED_TOKENS:
            self._issued.popitem(last=False)
        return TokenResponse(token, int(LIFETIME.total_seconds()), "Bearer", "read write")

    def organization_of(self, authorization: str | None, now: datetime) -> str | None:
        """The organization a bearer header speaks for, or None."""
        scheme, _, token = (authorization or "").partition(" ")
        issued = self._issued.get(token.strip())
        if issued is None or scheme.lower() != "bearer" or issued[1] <= now:
            return None
        return issued[0]

    def revoke_all(self) -> int:
        """Makes every token stop working; returns how many there were."""
        count = len(self._issued)
        self._issued.clear()
        return count

    def _client(self, authorization: str | None) -> DemoOrganization | None:
        scheme, _, encoded = (authorization or "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:  # not ASCII, not base64, or not UTF-8 inside
            return None
        organization = self._organizations.get(unquote_plus(client_id))
        if organization is None:
            return None
        given = unquote_plus(secret).encode()
        return organization if secrets.compare_digest(given, organization.client_secret.encode()) else None


def _grant_type(content_type: str, body: bytes) -> str | None:
    """The grant of a form or JSON body, or None if there is none."""
    if content_type.startswith("application/x-www-form-urlencoded"):
        return parse_qs(body.decode("latin-1")).get("grant_type", [None])[0]
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    grant = sent.get("grant_type") if isinstance(sent, dict) else None
    return grant if isinstance(grant, str) else None
