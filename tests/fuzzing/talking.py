"""One conversation over a real socket, and whether an answer was due."""

import asyncio
from contextlib import suppress

import h11

from tests.fuzzing.corpus import Conversation

_DUE_SECONDS = 10.0
_QUIET_SECONDS = 0.15
_PIECE = 2**16


class Hangs(AssertionError):
    """A request was complete and no answer came, or a connection did not end."""


async def talk(port: int, conversation: Conversation) -> bytes:
    """Send it all, and read until the other side falls silent or closes.

    Raises:
        Hangs: See there.

    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = bytearray()
    try:
        for number, part in enumerate(conversation):
            writer.write(part)
            with suppress(ConnectionError):
                await writer.drain()
            if number == 0 and len(conversation) > 1 and b"upgrade" in part.lower():
                # What comes together with the handshake is not taken for frames.
                await _read_some(reader, received)
        await _read(reader, received, is_due=is_answer_due(conversation[0]))
        if writer.can_write_eof() and not writer.is_closing():
            with suppress(OSError):
                writer.write_eof()
        await _read_to_end(reader, received)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    return bytes(received)


def is_answer_due(data: bytes) -> bool:
    """Whether there is a whole request in the bytes, as a strict reader sees it."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(data)
    try:
        while True:
            event = connection.next_event()
            if isinstance(event, h11.EndOfMessage):
                return True
            if event in (h11.NEED_DATA, h11.PAUSED) or isinstance(event, h11.ConnectionClosed):
                return False
    except h11.RemoteProtocolError:
        return False


async def _read_some(reader: asyncio.StreamReader, received: bytearray) -> None:
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(_DUE_SECONDS):
            received += await reader.read(_PIECE)


async def _read(reader: asyncio.StreamReader, received: bytearray, *, is_due: bool) -> None:
    """Read until nothing comes any more; for the beginning of an answer that is due, wait long."""
    while True:
        patience = _DUE_SECONDS if is_due and not received else _QUIET_SECONDS
        try:
            async with asyncio.timeout(patience):
                piece = await reader.read(_PIECE)
        except TimeoutError:
            if is_due and not received:
                raise Hangs(f"no answer within {_DUE_SECONDS} s") from None
            return
        except ConnectionError:
            return
        if not piece:
            return
        received += piece


async def _read_to_end(reader: asyncio.StreamReader, received: bytearray) -> None:
    """The other side closes soon once it is told that nothing more comes."""
    try:
        async with asyncio.timeout(_DUE_SECONDS):
            while piece := await reader.read(_PIECE):
                received += piece
    except TimeoutError:
        raise Hangs(f"not closed {_DUE_SECONDS} s after the end of what was sent") from None
    except ConnectionError:
        return
