"""The httpx client of the process: how many calls run, and what becomes of them when nobody waits.

Every call runs in a task of its own. A caller that is cancelled therefore never interrupts a
request halfway. Reads that nobody waits for are stopped soon; writes run to their end.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import TypeVar

import httpx

from domain.errors import UpstreamUnavailable
from partner_api.cookieless import CookielessClient
from partner_api.organization import Call, Organization
from partner_api.slots import Slots
from partner_api.telemetry import Meter
from partner_api.transport import default_transport
from partner_api.upstream import Timeouts, Upstream, UpstreamCall
from partner_api.write import Write
from partner_api.writing import Writer

Answer = TypeVar("Answer")

_GRACE_SECONDS = 0.25


class UpstreamHttp:
    """All organizations' access over one client, one pool of connections and one limit."""

    def __init__(
        self,
        upstreams: Iterable[Upstream],
        *,
        timeouts: Timeouts,
        max_connections: int,
        transport: httpx.AsyncBaseTransport | None,
        clock: Callable[[], float],
        on_call: Callable[[UpstreamCall], None] | None,
    ) -> None:
        self._slots = Slots(max_connections, timeouts.pool)
        self._running: set[asyncio.Task[object]] = set()
        self._writing: set[asyncio.Task[object]] = set()
        self._write_seconds = timeouts.pool + timeouts.total
        self._is_closed = False
        transport = transport or default_transport(max_connections)
        self._client = CookielessClient(
            transport=transport,
            follow_redirects=False,
            trust_env=False,
        )
        meter = Meter(clock, on_call)
        self._organizations = {
            each.organization_id: Organization(
                each, self._client, transport=transport, timeouts=timeouts, clock=clock, meter=meter
            )
            for each in upstreams
        }

    async def get(self, call: Call, decode: Callable[[bytes], Answer]) -> Answer:
        """Read something.

        Raises:
            ValueError: The organization or the request id is not acceptable; nothing was sent.
            UpstreamError: There is no usable answer.

        """
        call.check()
        organization = self._organization(call.organization_id)
        await self._slots.take()
        if self._is_closed:
            self._slots.give_back()
            raise UpstreamUnavailable(f"{call.operation}: the client is closed")
        task = asyncio.create_task(organization.get(call, decode))
        self._running.add(task)
        task.add_done_callback(self._finished)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            # Nobody waits any more. Most answers are about to arrive and leave a connection for the
            # next call; one that is not must not keep its slot.
            asyncio.get_running_loop().call_later(_GRACE_SECONDS, task.cancel)
            raise

    async def write(self, write: Write, decode: Callable[[bytes], Answer]) -> Answer:
        """Write something, and give what the upstream answers.

        A write that was begun is never given up, not even if its caller is cancelled, and be it
        while it waits for its turn.

        Raises:
            ValueError: The organization or the request id is not acceptable; nothing was sent.
            UpstreamRejected: The upstream did nothing.
            UpstreamUnavailable: It surely did not get the write. ``UpstreamTimeout`` likewise.
            WriteOutcomeUnknown: It may have got it.

        """
        write.check()
        writer = self._organization(write.organization_id).writer
        if self._is_closed:
            raise UpstreamUnavailable(f"{write.operation}: the client is closed")
        task = asyncio.create_task(self._write_in_turn(writer, write, decode))
        self._writing.add(task)
        task.add_done_callback(self._written)
        return await asyncio.shield(task)

    async def check(self, organization_id: str) -> None:
        """Make sure that there is a token.

        Raises:
            ValueError: The organization is unknown.
            UpstreamError: There is no token to be had.

        """
        if self._is_closed:
            raise UpstreamUnavailable("check: the client is closed")
        await self._organization(organization_id).tokens.header()

    async def aclose(self) -> None:
        """Stop everything that still runs and close all connections.

        Writes are first given the time that each of them has anyway.
        """
        self._is_closed = True
        if self._writing:
            await asyncio.wait(set(self._writing), timeout=self._write_seconds)
        running = self._running | self._writing
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)
        for organization in self._organizations.values():
            await organization.tokens.aclose()
        await self._client.aclose()

    async def _write_in_turn(self, writer: Writer, write: Write, decode: Callable[[bytes], Answer]) -> Answer:
        await self._slots.take()
        try:
            return await writer.write(write, decode)
        finally:
            self._slots.give_back()

    def _organization(self, organization_id: str) -> Organization:
        organization = self._organizations.get(organization_id)
        if organization is None:
            raise ValueError("there is no upstream for this organization")
        return organization

    def _finished(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        self._slots.give_back()
        if not task.cancelled():
            task.exception()  # seen: asyncio complains about errors that nobody waited for

    def _written(self, task: asyncio.Task[object]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()
