"""One question and its answer, without any opinion on whether to ask."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from domain.errors import UpstreamTimeout
from partner_api.body import ACCEPTED_ENCODINGS, read_json
from partner_api.call import Call
from partner_api.lane import Headers, Lane, Reply
from partner_api.no_data import says_no_data
from partner_api.oauth import TokenSource
from partner_api.running import Running
from partner_api.status import error_of
from partner_api.telemetry import Measurement


class Exchange:
    """Asks over a lane with one organization's token. What runs when the client is closed is ended."""

    def __init__(self, lane: Lane, tokens: TokenSource, running: Running) -> None:
        self._lane = lane
        self._tokens = tokens
        self._header = ""
        self._headers: Headers = ()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timers: set[asyncio.Timeout] = set()
        if not lane.keeps_time:
            running.when_closing(self._end_all)

    def ask(self, call: Call, measurement: Measurement, seconds: float) -> Coroutine[Any, Any, bytes]:
        """Give the body of a success, within so many seconds.

        Raises:
            UpstreamError: The upstream refused, failed, or sent something that is not JSON.
            Exception: Whatever a transport raises, and ``TimeoutError``.

        """
        loop = self._loop
        if loop is None:  # or else it would be a system call each time, before Python 3.12
            loop = self._loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        ask = self._ask if self._lane.keeps_time else self._ask_in_time
        return ask(call, measurement, until)

    async def _ask_in_time(self, call: Call, measurement: Measurement, until: float) -> bytes:
        timer = asyncio.timeout_at(until)
        self._timers.add(timer)
        try:
            async with timer:
                return await self._ask(call, measurement, until)
        finally:
            self._timers.discard(timer)

    async def _ask(self, call: Call, measurement: Measurement, until: float) -> bytes:
        header = self._tokens.at_hand() or await self._token(until)
        reply = await self._get(call, header, until)
        try:
            if reply.status == 401 and self._tokens.refused(header):
                reply = await self._again(call, reply, until)
            measurement.status = status = reply.status
            if 200 <= status < 300:
                return await read_json(reply)
            if call.body_without_data is not None and await says_no_data(reply):
                return call.body_without_data
            raise error_of(status, reply.header)
        finally:
            if not reply.is_over:
                await reply.aclose()

    async def _again(self, call: Call, refused: Reply, until: float) -> Reply:
        """Ask once more with another token, because this one was refused."""
        await refused.aclose()
        reply = await self._get(call, await self._token(until), until)
        if reply.status == 401:
            self._tokens.replacement_refused()
        return reply

    def _get(self, call: Call, header: str, until: float) -> Coroutine[Any, Any, Reply]:
        if header != self._header:
            self._header, self._headers = header, _headers_with(header)
        more = call.headers
        if call.request_id is not None:
            more = (*more, ("X-Request-Id", call.request_id))
        return self._lane.get(call.path, self._headers, more, until)

    async def _token(self, until: float) -> str:
        try:
            async with asyncio.timeout_at(until):
                return await self._tokens.header()
        except TimeoutError:
            raise UpstreamTimeout("no token in time") from None

    def _end_all(self) -> None:
        now = asyncio.get_running_loop().time()
        for timer in self._timers:
            timer.reschedule(now)


def _headers_with(header: str) -> Headers:
    return (
        ("Accept", "application/json"),
        ("Accept-Encoding", ACCEPTED_ENCODINGS),
        ("Authorization", header),
    )
