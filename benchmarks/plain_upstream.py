"""A Partner API that costs next to nothing, so that what is measured is who calls it: a process that
hands out tokens and answers every read with recorded bytes, after a latency that can be set.

``/_counts`` answers the connections opened, the reads answered and the most of them at a time;
``/_latency/{milliseconds}`` sets the latency from now on.
"""

import argparse
import asyncio
import json
from pathlib import Path
from typing import cast

import uvloop

from benchmarks.recording import Recording, read

_TOKEN = b'{"access_token": "t", "token_type": "Bearer", "expires_in": 36000}'
_LATENCY = "/_latency/"


class _Upstream:
    """What all connections share."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._answers: dict[bytes, bytes] = {}
        self.latency = 0.0
        self.opened = 0
        self.answered = 0
        self.under_way = 0
        self.most_under_way = 0

    def answer(self, target: bytes) -> bytes:
        """The bytes of a whole answer, made once."""
        found = self._answers.get(target)
        if found is None:
            body = self._recording.body(target.decode().partition("?")[0])
            found = _whole(b"200 OK", body) if body is not None else _whole(b"404 Not Found", b"{}")
            self._answers[target] = found
        return found

    def instrument(self, target: bytes) -> bytes:
        """Answer what is about this process."""
        text = target.decode()
        if text.startswith(_LATENCY):
            self.latency = float(text.removeprefix(_LATENCY)) / 1000
        counts = {"opened": self.opened, "answered": self.answered, "mostUnderWay": self.most_under_way}
        self.most_under_way = 0
        return _whole(b"200 OK", json.dumps(counts).encode())


class _Connection(asyncio.Protocol):
    """Answers every head that has come in whole. Bodies of requests are short and come with it."""

    def __init__(self, upstream: _Upstream) -> None:
        self._upstream = upstream
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self._upstream.opened += 1

    def data_received(self, data: bytes) -> None:
        head = self._head + data if self._head else data
        if b"\r\n\r\n" not in head:
            self._head = head
            return
        self._head = b""
        upstream = self._upstream
        method, target, _ = head.split(b" ", 2)
        if method == b"POST":
            self._transport.write(_whole(b"200 OK", _TOKEN))
        elif target.startswith(b"/_"):
            self._transport.write(upstream.instrument(target))
        elif upstream.latency:
            upstream.under_way += 1
            upstream.most_under_way = max(upstream.most_under_way, upstream.under_way)
            asyncio.get_running_loop().call_later(upstream.latency, self._late, upstream.answer(target))
        else:
            upstream.answered += 1
            self._transport.write(upstream.answer(target))

    def _late(self, answer: bytes) -> None:
        self._upstream.under_way -= 1
        self._upstream.answered += 1
        if not self._transport.is_closing():
            self._transport.write(answer)


def _whole(status: bytes, body: bytes) -> bytes:
    head = (
        b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nServer: plain\r\n"
        b"Date: Mon, 15 Jun 2026 12:00:00 GMT\r\nVary: Accept, origin\r\nContent-Length: %d\r\n\r\n"
    )
    return head % (status, len(body)) + body


async def _serve(recording: Recording) -> None:
    upstream = _Upstream(recording)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(upstream), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve until told to end; the first line that is printed is the port."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plain_upstream", description=__doc__)
    parser.add_argument("recording", type=Path, help="the file that benchmarks.recording has written")
    uvloop.run(_serve(read(parser.parse_args().recording)))


if __name__ == "__main__":
    main()
