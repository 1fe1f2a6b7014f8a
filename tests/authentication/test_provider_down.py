"""The identity provider is away: clients are told to wait, not that their tokens are bad."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.settings import JwtSettings
from tests.authentication.clients import BILLING_SECRET, bearer, token_endpoint
from tests.gateway_under_test import AUDIENCE, ISSUER, GatewayUnderTest
from tests.websocket.in_process import InProcessClient

pytestmark = pytest.mark.anyio

JWT = JwtSettings(jwks_url=None, jwks_file=None, issuer=ISSUER, audience=AUDIENCE, algorithms=("ES256",))
QUERY = "{ organization { users { totalCount } } }"
CODE = {"code": "IDENTITY_UNAVAILABLE", "isRetryable": True, "retryAfterSeconds": 5}


class Provider:
    """A real server. Its answer is what a test says; until then it has none but to hang up."""

    def __init__(self) -> None:
        self.key_set: bytes | None = None
        self.asked = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        if self.key_set is not None:
            head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(self.key_set)}\r\nconnection: close\r\n\r\n"
            writer.write(head.encode() + self.key_set)
            await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def cold_start(
    **settings: Any,  # noqa: ANN401 - fields of Settings
) -> AsyncIterator[tuple[GatewayUnderTest, Provider, Callable[[], None]]]:
    """A gateway that has no keys yet, the provider, and what lets ten seconds pass for its keys."""
    provider, now = Provider(), datetime.now(UTC)
    server = await asyncio.start_server(provider.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    gateway = GatewayUnderTest(jwt=replace(JWT, jwks_url=f"http://127.0.0.1:{port}/keys"), **settings)
    ring = gateway.app.state.authenticator._ring
    offset = timedelta()

    def pass_time() -> None:
        nonlocal offset
        offset += timedelta(seconds=10)

    ring._clock = lambda: now + offset
    async with gateway:
        yield gateway, provider, pass_time
    server.close()
    await server.wait_closed()


def key_set_of(gateway: GatewayUnderTest) -> bytes:
    return json.dumps({"keys": [gateway._key.as_dict(private=False)]}).encode()


@pytest.mark.parametrize(
    "accept", ["application/json", "application/graphql-response+json", "text/event-stream"]
)
async def test_over_http_and_for_events_it_is_503_and_then_all_is_well(accept: str) -> None:
    async with cold_start() as (gateway, provider, pass_time):
        headers = {**gateway.bearer(), "accept": accept}
        answers = await asyncio.gather(*(gateway.post(QUERY, headers) for _ in range(5)))
        for response in answers:
            assert (response.status_code, response.headers["retry-after"]) == (503, "5")
            assert response.headers["cache-control"] == "no-store"
            assert "www-authenticate" not in response.headers
            (error,) = response.json()["errors"]
            request_id = response.headers["x-request-id"]
            assert error["extensions"] == {**CODE, "requestId": request_id}
        assert provider.asked == 1
        assert gateway.sandbox.token_requests == 0
        provider.key_set = key_set_of(gateway)
        pass_time()
        assert (await gateway.post(QUERY, headers)).status_code == 200
        assert provider.asked == 2


async def test_what_is_no_token_is_still_401() -> None:
    async with cold_start() as (gateway, provider, _):
        for authorization in ("", "Bearer", "Basic YTpi", "Bearer a.b.c", "Bearer e30.e30.AA"):
            assert (await gateway.post(QUERY, {"authorization": authorization})).status_code == 401
        assert provider.asked == 0


async def test_over_a_websocket_it_is_a_close_that_clients_retry() -> None:
    async with cold_start() as (gateway, provider, pass_time):
        init = {"type": "connection_init", "payload": {"Authorization": gateway.bearer()["authorization"]}}
        async with InProcessClient(gateway.app) as client:
            await client.send(init)
            assert await client.closed() == (1013, "Try again later")
        provider.key_set = key_set_of(gateway)
        pass_time()
        async with InProcessClient(gateway.app) as client:
            await client.send(init)
            assert await client.receive() == {"type": "connection_ack"}


async def test_it_is_not_ready_until_there_are_keys(caplog: pytest.LogCaptureFixture) -> None:
    async with cold_start() as (gateway, provider, pass_time):
        answer = await gateway.http.get("/readyz")
        assert answer.status_code == 503
        reason = "the identity provider is unreachable: RemoteProtocolError"
        assert answer.json()["reasons"] == [reason]
        (line,) = [record for record in caplog.records if record.name == "gateway.authentication"]
        assert (line.levelname, line.__dict__["reason"], line.__dict__["known_keys"]) == (
            "WARNING",
            reason,
            0,
        )
        provider.key_set = key_set_of(gateway)
        pass_time()
        assert (await gateway.http.get("/readyz")).status_code == 200


async def test_servers_with_tokens_of_the_gateway_need_no_provider() -> None:
    async with cold_start(token_endpoint=token_endpoint()) as (gateway, provider, _):
        headers = await bearer(gateway, "billing", BILLING_SECRET)
        assert (await gateway.post(QUERY, headers)).status_code == 200
        assert provider.asked == 0


async def test_a_key_file_that_comes_later(tmp_path: Path) -> None:
    file = tmp_path / "later.json"
    async with GatewayUnderTest(jwt=replace(JWT, jwks_file=file)) as gateway:
        assert (await gateway.post(QUERY, gateway.bearer())).status_code == 503
        file.write_bytes(key_set_of(gateway))
        gateway.app.state.authenticator._ring._attempted_at = None
        assert (await gateway.post(QUERY, gateway.bearer())).status_code == 200
