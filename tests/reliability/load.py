"""Requests at a steady pace, whatever becomes of those before, and what became of each."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from tests.reliability.questions import Question, skeleton


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one request. Times are monotonic seconds.

    ``is_readable``: it was GraphQL, with ``data``. ``is_complete``: nothing is missing, and nothing
    is said to have failed. ``stale_seconds`` is the age that the answer owned up to.
    """

    sent_at: float
    seconds: float
    is_readable: bool
    is_complete: bool
    stale_seconds: int | None = None
    is_failing: bool = False


async def ask(session: aiohttp.ClientSession, url: str, question: Question) -> Told:
    """Send one request. The first complete answer to a question is what later ones are held to."""
    sent_at = time.monotonic()
    try:
        async with session.post(url, data=question.body, headers=question.headers) as response:
            body = json.loads(await response.read())
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return Told(sent_at, time.monotonic() - sent_at, is_readable=False, is_complete=False)
    seconds = time.monotonic() - sent_at
    is_readable = response.status == 200 and isinstance(body.get("data"), dict)
    is_complete = is_readable and "errors" not in body
    if is_complete and question.skeleton is None:
        question.skeleton = skeleton(body["data"])
    is_complete = is_complete and skeleton(body["data"]) == question.skeleton
    staleness = body.get("extensions", {}).get("staleness")
    if staleness is None:
        return Told(sent_at, seconds, is_readable, is_complete)
    return Told(
        sent_at,
        seconds,
        is_readable,
        is_complete,
        staleness["oldestSeconds"],
        staleness["isUpstreamFailing"],
    )


async def load(
    session: aiohttp.ClientSession,
    url: str,
    choose: Callable[[], Question],
    *,
    per_second: float,
    seconds: float,
) -> list[Told]:
    """Ask at that pace for so long, and wait for the last answers."""
    began = time.monotonic()
    asked: list[asyncio.Task[Told]] = []
    while (sending := began + len(asked) / per_second) < began + seconds:
        await asyncio.sleep(max(0.0, sending - time.monotonic()))
        asked.append(asyncio.create_task(ask(session, url, choose())))
    return list(await asyncio.gather(*asked))


def make_session() -> aiohttp.ClientSession:
    """A client with as many connections as it needs."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=90)
    )
