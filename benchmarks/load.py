"""A load generator that costs little: keep-alive connections that each send the next request when
the last answer is complete. It reads no more of an answer than where it ends and whether it is good.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

Next = Callable[[], bytes | None]
"""Gives the bytes of the next request; ``None`` if there is none."""

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_UNKNOWN = -1
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Load:
    """What came out: how many answers, in how many seconds, and how long each took, sorted."""

    seconds: float
    durations: list[float]

    @property
    def requests(self) -> int:
        """How many answers there were."""
        return len(self.durations)

    @property
    def requests_per_second(self) -> float:
        """Answers a second."""
        return len(self.durations) / self.seconds

    def quantile(self, share: float) -> float:
        """How long all but the slowest took, in seconds."""
        return self.durations[min(len(self.durations) - 1, int(len(self.durations) * share))]


async def run_load(port: int, connections: Sequence[Next], seconds: float = 3600.0) -> Load:
    """Ask over as many connections as there are makers of requests, until the time is over or they
    have no more, each at least once.

    Raises:
        RuntimeError: An answer was not a 200 without errors: then there is nothing to measure.

    """
    durations: list[float] = []
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    clients = [_Client(loop, make, started + seconds, durations) for make in connections]
    for client in clients:
        # mypy gives a default of a lambda no type; without it each client would be the last one.
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    async with asyncio.timeout(seconds + _PATIENCE_SECONDS):
        await asyncio.gather(*(client.done for client in clients))
    return Load(time.perf_counter() - started, sorted(durations))


async def ask(port: int, request: bytes) -> bytes:
    """Ask once; gives the body of the answer."""
    client = _Client(asyncio.get_running_loop(), lambda: request, 0.0, [])
    await asyncio.get_running_loop().create_connection(lambda: client, "127.0.0.1", port)
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await client.done
    return client.body


class _Client(asyncio.Protocol):
    def __init__(
        self, loop: asyncio.AbstractEventLoop, make: Next, deadline: float, durations: list[float]
    ) -> None:
        self.done: asyncio.Future[None] = loop.create_future()
        self.body = b""
        self._make = make
        self._deadline = deadline
        self._durations = durations
        self._parts: list[bytes] = []
        self._missing: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self._send()

    def _send(self) -> None:
        request = self._make()
        if request is None:
            self._end(None)
            return
        self._started = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parts.append(data)
        if self._missing is None:
            received = b"".join(self._parts)
            self._missing = _missing(received)
            if self._missing == _UNKNOWN:
                self._end(RuntimeError(f"an answer without a length: {received[:600]!r}"))
        else:
            self._missing -= len(data)
        if self._missing == 0:
            whole = b"".join(self._parts) if len(self._parts) > 1 else data
            self._parts.clear()
            self._missing = None
            self._answered(whole)

    def _answered(self, answer: bytes) -> None:
        now = time.perf_counter()
        self._durations.append(now - self._started)
        if not answer.startswith(b"HTTP/1.1 200") or b'"errors":' in answer:
            self._end(RuntimeError(f"not a good answer: {answer[:600]!r}"))
        elif now < self._deadline:
            self._send()
        else:
            self.body = answer.partition(_HEAD_END)[2]
            self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(RuntimeError(f"the connection broke: {exc}"))

    def _end(self, error: Exception | None) -> None:
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)
        self._transport.close()


def _missing(received: bytes) -> int | None:
    """How many bytes of the answer have yet to come; ``None`` while its head is not complete, and
    ``_UNKNOWN`` if it does not say.
    """
    end = received.find(_HEAD_END)
    if end < 0:
        return None
    head = received[:end].lower()
    at = head.find(_LENGTH)
    if at < 0:
        return _UNKNOWN
    length = int(head[at + len(_LENGTH) :].split(b"\r", 1)[0])
    return end + len(_HEAD_END) + length - len(received)
