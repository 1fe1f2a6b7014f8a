"""Over a real socket: a connection that breaks is one attempt, and what is sent again is budgeted."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from domain.errors import UpstreamUnavailable
from partner_api import Discipline, PartnerApi, UpstreamCall
from tests.partner_api.scripted_upstream import ORGANIZATION

pytestmark = pytest.mark.anyio

_TOKEN = b'{"access_token": "t", "expires_in": 3600, "token_type": "Bearer"}'
_ROWS = b"[]"


class Breaking:
    """Answers tokens, and ``good`` reads on each connection; breaks it at the next one, without a word."""

    def __init__(self) -> None:
        self.good = 0
        self.reads = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = self.good
        with suppress(asyncio.IncompleteReadError, OSError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if head.startswith(b"POST"):
                    await reader.readexactly(len(b'{"grant_type":"client_credentials"}'))
                    body = _TOKEN
                else:
                    self.reads += 1
                    if not left:
                        break
                    left -= 1
                    body = _ROWS
                start = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
                writer.write(start.encode() + b"\r\n\r\n" + body)
        writer.transport.abort()


@pytest.fixture
async def breaking() -> AsyncIterator[tuple[Breaking, str]]:
    upstream = Breaking()
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", 0)
    yield upstream, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_what_breaks_is_sent_once_if_nothing_may_be_sent_again(
    breaking: tuple[Breaking, str], make_api: Callable[..., PartnerApi], calls: list[UpstreamCall]
) -> None:
    upstream, address = breaking
    api = make_api(address, discipline=Discipline(attempts=1))
    for _ in range(5):
        with pytest.raises(UpstreamUnavailable):
            await api.users(ORGANIZATION)
    assert upstream.reads == 5
    assert [call.attempt for call in calls if call.operation != "token"] == [1] * 5


async def test_a_kept_connection_that_turns_out_dead_is_made_good_by_a_counted_attempt(
    breaking: tuple[Breaking, str], make_api: Callable[..., PartnerApi], calls: list[UpstreamCall]
) -> None:
    upstream, address = breaking
    upstream.good = 1
    api = make_api(address, discipline=Discipline())
    for _ in range(5):
        assert await api.users(ORGANIZATION) == ()
    attempts = [call.attempt for call in calls if call.operation != "token"]
    assert attempts == [1, 1, 2, 1, 2, 1, 2, 1, 2]
    assert upstream.reads == len(attempts)
