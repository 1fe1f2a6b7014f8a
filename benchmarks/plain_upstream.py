"""A Partner API that costs next to nothing, so that what is measured is the client: a process that
hands out tokens and answers every read with the same body.
"""

import asyncio
import json
import sys
from typing import cast

import uvloop

_TOKEN = b'{"access_token": "t", "expires_in": 36000}'


class _Connection(asyncio.Protocol):
    """Answers every head that has come in whole. Bodies of requests are short and come with it."""

    opened = 0
    answered = 0
    body = b"[]"
    latency = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        type(self).opened += 1
        self._transport = cast("asyncio.Transport", transport)
        self._head = b""

    def data_received(self, data: bytes) -> None:
        self._head += data
        if b"\r\n\r\n" not in self._head:
            return
        head, self._head = self._head, b""
        if head.startswith(b"POST /token"):
            self._answer(_TOKEN)
        elif head.startswith(b"GET /counts"):
            self._answer(json.dumps([_Connection.opened, _Connection.answered]).encode())
        else:
            type(self).answered += 1
            if self.latency:
                asyncio.get_running_loop().call_later(self.latency, self._answer, self.body)
            else:
                self._answer(self.body)

    def _answer(self, body: bytes) -> None:
        head = (
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nserver: plain\r\n"
            b"date: Mon, 15 Jun 2026 12:00:00 GMT\r\nvary: Accept, origin\r\ncontent-length: %d\r\n\r\n"
        )
        self._transport.write(head % len(body) + body)


async def _serve(latency: float, body: bytes) -> None:
    _Connection.latency, _Connection.body = latency, body
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(float(sys.argv[1]), sys.argv[2].encode()))
