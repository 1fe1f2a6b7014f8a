"""What the event loop in production says of a connection that is gone means that Redis is away."""

import asyncio
import socket
import struct

import pytest

from cache.counters import RedisCounters
from cache.redis.link import Link

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("anyio_backend", [("asyncio", {"use_uvloop": True})]),
]


async def test_writing_to_a_connection_that_was_reset(caplog: pytest.LogCaptureFixture) -> None:
    """Redis was killed between the client's look at the connection and its command."""
    accepted: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
    server = await asyncio.start_server(lambda _, writer: accepted.put_nowait(writer), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    far = await accepted.get()
    far.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    far.transport.abort()
    with pytest.raises(ConnectionResetError):
        await reader.read()

    raised: list[str] = []

    async def command() -> bytes:
        try:
            writer.writelines([b"GET"])
        except RuntimeError as error:
            raised.append(type(error).__name__)
            raise
        return b"sent"

    counters = RedisCounters()
    link = Link(counters)
    link.up()
    assert await link.ask(command) is None
    assert raised == ["RuntimeError"]  # if uvloop has learnt better, this test can go
    assert (link.is_up, counters.times_away, counters.failures) == (False, 1, 1)
    assert [record.getMessage() for record in caplog.records if record.name == "gateway.cache"] == [
        "Redis is away: RuntimeError; every replica is on its own until it is back"
    ]
    server.close()
