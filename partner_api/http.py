"""All upstream calls of the process: over one transport, and in one line per upstream."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Iterable
from typing import Self, TypeVar

import httpx

from domain.errors import UpstreamError, UpstreamUnavailable
from partner_api.adaptive_limit import AdaptiveLimit
from partner_api.call import Call
from partner_api.discipline import Discipline, Priority
from partner_api.http1 import Http1Transport
from partner_api.line import Line
from partner_api.organization import Organization
from partner_api.running import Running
from partner_api.shared import Shared
from partner_api.snapshot import UpstreamState
from partner_api.telemetry import Meter, name_in
from partner_api.transport import default_transport
from partner_api.upstream import Timeouts, Upstream, UpstreamCall
from partner_api.views import view_of
from partner_api.watching import Watch, Watching
from partner_api.write import Write

Answer = TypeVar("Answer")


class UpstreamHttp:
    """All organizations' access. Those whose API has the same address share one line and its limit.

    Reads run in their callers' tasks, and end with them. Writes run in tasks of their own, to their
    end.
    """

    def __init__(
        self,
        upstreams: Iterable[Upstream],
        *,
        timeouts: Timeouts,
        discipline: Discipline,
        max_connections: int,
        transport: httpx.AsyncBaseTransport | None,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
        draw: Callable[[], float],
        on_call: Callable[[UpstreamCall], None] | None,
        watch: Watch | None = None,
    ) -> None:
        self._watch = watch
        self._transport = transport or default_transport()
        self._clock = clock
        self._timeouts = timeouts
        self._running = Running()
        if isinstance(self._transport, Http1Transport):
            self._running.when_closing(self._transport.end_reads)
        self._writing: set[asyncio.Task[object]] = set()
        self._write_seconds = timeouts.pool + timeouts.total
        self._request_id: str | None = None
        self._deadline: float | None = None
        self._priority = Priority.INTERACTIVE
        shared = Shared(
            self._transport, timeouts, discipline, clock, sleep, draw, Meter(clock, on_call), self._running
        )
        self._lines: dict[str, Line] = {}
        self._organizations: dict[str, Organization] = {}
        for each in upstreams:
            line = self._lines.get(each.address)
            if line is None:
                most = min(max_connections * discipline.waiting_per_connection, discipline.waiting_most)
                line = self._lines[each.address] = Line(AdaptiveLimit(max_connections), most)
            self._organizations[each.organization_id] = Organization(each, line, shared)

    def within(self, deadline: float | None, priority: Priority, watch: Watch | None = None) -> Self:
        """The same access for calls that have a deadline (by the client's clock), a priority and a watch."""
        view = view_of(self)
        view._deadline, view._priority = deadline, priority  # noqa: SLF001 - a copy of our own
        view._watch = watch or self._watch  # noqa: SLF001
        return view

    def watched_by(self, watch: Watch) -> Self:
        """The same access for calls that somebody else watches."""
        view = view_of(self)
        view._watch = watch  # noqa: SLF001 - a copy of our own
        return view

    async def get(self, call: Call, decode: Callable[[bytes], Answer]) -> Answer:
        """Read something.

        Raises:
            ValueError: The organization or the request id is not acceptable; nothing was sent.
            UpstreamError: There is no usable answer.

        """
        if call.request_id != self._request_id:  # the calls of one operation have the same
            call.check()
            self._request_id = call.request_id
        organization = self._organization(call.organization_id)
        self._check_open(call.operation)
        if self._deadline is not None or self._priority:
            call = call.within(self._deadline, self._priority)
        try:
            if self._watch is None:
                return await organization.reading.read(call, decode)
            watched = self._watch.begin(call.operation, call.organization_id)
            with Watching(watched):
                if watched.headers:
                    call = call._replace(headers=(*call.headers, *watched.headers))
                return await organization.reading.read(call, decode)
        except UpstreamError as error:
            name_in(error, call.operation)
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
        organization = self._organization(write.organization_id)
        self._check_open(write.operation)
        task = asyncio.create_task(self._write(organization, write, decode))
        self._writing.add(task)
        task.add_done_callback(self._written)
        return await asyncio.shield(task)

    async def check(self, organization_id: str) -> None:
        """Make sure that there is a token.

        Raises:
            ValueError: The organization is unknown.
            UpstreamError: There is no token to be had.

        """
        self._check_open("check")
        await self._organization(organization_id).tokens.header()

    def snapshot(self) -> tuple[UpstreamState, ...]:
        """How it stands with each organization."""
        return tuple([each.state() for each in self._organizations.values()])

    async def aclose(self) -> None:
        """Stop everything that still runs and close all connections.

        Writes are first given the time that each of them has anyway.
        """
        self._running.close()
        await self._running.end_all()
        if self._writing:
            await asyncio.wait(set(self._writing), timeout=self._write_seconds)
        for task in self._writing:
            task.cancel()
        if self._writing:
            await asyncio.wait(set(self._writing))
        for line in self._lines.values():
            line.close()
        for organization in self._organizations.values():
            await organization.tokens.aclose()
        await self._transport.aclose()

    async def _write(
        self, organization: Organization, write: Write, decode: Callable[[bytes], Answer]
    ) -> Answer:
        if self._watch is None:
            return await self._write_in_turn(organization, write, decode)
        watched = self._watch.begin(write.operation, write.organization_id)
        with Watching(watched):
            if watched.headers:
                write = dataclasses.replace(write, headers=watched.headers)
            return await self._write_in_turn(organization, write, decode)

    async def _write_in_turn(
        self, organization: Organization, write: Write, decode: Callable[[bytes], Answer]
    ) -> Answer:
        gate = organization.gate
        try:
            admitted = await gate.enter(Priority.INTERACTIVE, self._clock() + self._timeouts.pool)
        except UpstreamError as error:
            name_in(error, write.operation)
            raise
        try:
            answer = await organization.writer.write(write, decode)
        except UpstreamError as error:
            gate.failed(admitted, error)
            raise
        else:
            gate.answered(admitted, self._clock())
            return answer
        finally:
            gate.leave(Priority.INTERACTIVE)

    def _organization(self, organization_id: str) -> Organization:
        organization = self._organizations.get(organization_id)
        if organization is None:
            raise ValueError("there is no upstream for this organization")
        return organization

    def _check_open(self, operation: str) -> None:
        if self._running.is_closed:
            raise UpstreamUnavailable(f"{operation}: the client is closed")

    def _written(self, task: asyncio.Task[object]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # seen: asyncio complains about errors that nobody waited for
