"""A load generator that costs little: keep-alive connections that each send the next request when
the last answer is complete.
"""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What came out: how many answers a second, and how long they took, in seconds."""

    requests_per_second: float
    p50: float
    p99: float
    requests: int


async def run_load(port: int, request: bytes, *, connections: int, seconds: float) -> Load:
    """Send one request over and over.

    Raises:
        RuntimeError: An answer was not a 200 without errors: then there is nothing to measure.

    """
    durations: list[float] = []
    started = time.perf_counter()
    deadline = started + seconds
    await asyncio.gather(*(_connection(port, request, deadline, durations) for _ in range(connections)))
    elapsed = time.perf_counter() - started
    ordered = sorted(durations)
    return Load(
        requests_per_second=len(ordered) / elapsed,
        p50=ordered[len(ordered) // 2],
        p99=ordered[len(ordered) * 99 // 100],
        requests=len(ordered),
    )


async def _connection(port: int, request: bytes, deadline: float, durations: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while (start := time.perf_counter()) < deadline:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length(head))
            durations.append(time.perf_counter() - start)
            if not head.startswith(b"HTTP/1.1 200") or b'"errors"' in body[:200]:
                raise RuntimeError(f"not a good answer: {head[:40]!r} {body[:300]!r}")
    finally:
        writer.close()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise RuntimeError("an answer without a length")
