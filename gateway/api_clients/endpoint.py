"""``POST /oauth/token``: tokens for servers, by the client credentials grant."""

import logging
import math
import time
from collections.abc import Callable, Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from gateway.api_clients.checking import SecretChecks, TooManyChecks
from gateway.api_clients.request import Credentials, TokenRefused, invalid_client, read_token_request
from gateway.api_clients.throttle import Throttle
from gateway.authentication.own_tokens import OwnTokens
from gateway.http.body import read_bounded
from gateway.http.head import Head
from gateway.http.lengths import check_lengths
from gateway.http.request import Malformed
from gateway.settings.model import ApiClientSettings, Settings

_log = logging.getLogger("gateway.api_clients")

_MAX_BODY_BYTES = 8 * 1024
_UNCACHED = {"cache-control": "no-store", "pragma": "no-cache"}


class TokenEndpoint:
    """An ASGI application that gives tokens to configured clients, and to nobody else."""

    def __init__(
        self, tokens: OwnTokens, checks: SecretChecks, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tokens = tokens
        self._checks = checks
        self._throttle = Throttle(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        head = Head(scope)
        request_id = head.request_id
        try:
            client = await self._client(request, head)
        except TokenRefused as refused:
            told = {"error": refused.error, "error_description": refused.description}
            response = _json(told, refused.status, request_id, refused.headers)
        except ClientDisconnect:
            return
        else:
            response = _json(self._token(client), 200, request_id)
            _log.info("token issued", extra={**_told_of(client), "request_id": request_id})
        await response(scope, receive, send)

    async def _client(self, request: Request, head: Head) -> ApiClientSettings:
        if request.method != "POST":
            raise TokenRefused("invalid_request", "Only POST is supported.", 405, {"allow": "POST"})
        credentials = await _read(head, request.receive)
        address = "" if request.client is None else request.client.host
        self._refuse_too_frequent(address, credentials)
        try:
            client = await self._checks.check(credentials.client_id, credentials.secret)
        except TooManyChecks:
            raise _later(1, 503) from None
        if client is not None:
            return client
        self._throttle.note_failure(address, credentials.client_id)
        known = self._checks.known(credentials.client_id)
        _log.warning("token refused", extra={**_told_of(known), "request_id": head.request_id})
        raise invalid_client()

    def _refuse_too_frequent(self, address: str, credentials: Credentials) -> None:
        wait = self._throttle.seconds_to_wait(address, credentials.client_id)
        if wait > 0:
            raise _later(math.ceil(wait), 429)

    def _token(self, client: ApiClientSettings) -> dict[str, object]:
        return {
            "access_token": self._tokens.issue(client),
            "token_type": "Bearer",
            "expires_in": self._tokens.lifetime_seconds,
        }

    def close(self) -> None:
        """Take no more requests."""
        self._checks.close()


async def _read(head: Head, receive: Receive) -> Credentials:
    try:
        check_lengths(head, _MAX_BODY_BYTES)
        body = await read_bounded(receive, head.get(b"content-length"), _MAX_BODY_BYTES)
    except Malformed as error:
        raise TokenRefused("invalid_request", str(error), error.status) from None
    return read_token_request(head.text(b"content-type"), head.text(b"authorization"), body)


def _told_of(client: ApiClientSettings | None) -> dict[str, object]:
    """What may be logged: never what somebody sent who may have mistaken one field for the other."""
    if client is None:
        return {"client_id": None}
    return {"client_id": client.client_id, "organization_id": client.organization_id}


def _later(seconds: int, status: int) -> TokenRefused:
    wait = {"retry-after": str(seconds)}
    return TokenRefused("temporarily_unavailable", "Ask again later.", status, wait)


def _json(
    content: Mapping[str, object], status: int, request_id: str, headers: Mapping[str, str] | None = None
) -> Response:
    return JSONResponse(content, status, {**_UNCACHED, "x-request-id": request_id, **(headers or {})})


def make_token_endpoint(settings: Settings, tokens: OwnTokens | None) -> TokenEndpoint | None:
    """The endpoint that these settings ask for; None if they ask for none."""
    if settings.token_endpoint is None or tokens is None:
        return None
    return TokenEndpoint(tokens, SecretChecks(settings.token_endpoint.clients))
