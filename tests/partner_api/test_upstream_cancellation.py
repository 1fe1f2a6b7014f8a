"""Callers that leave: over a real socket and the default transport, where it matters."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from partner_api import PartnerApi, UpstreamCall
from tests.partner_api import rows
from tests.partner_api.live_server import serve
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import (
    ORGANIZATION,
    USER,
    Answer,
    ScriptedUpstream,
    json_answer,
)

pytestmark = pytest.mark.anyio

CONNECTIONS = 8


class Live:
    """A client of the scripted upstream behind a socket, and who connected to that."""

    def __init__(self, upstream: ScriptedUpstream) -> None:
        self.upstream = upstream
        self.ports: set[int] = set()
        self.half_sent: asyncio.Event | None = None
        self.api: PartnerApi

    async def __call__(self, scope: Json, receive: Json, send: Json) -> None:
        self.ports.add(scope["client"][1])
        hold = self.half_sent

        async def halting(message: Json) -> None:
            if hold is not None and message["type"] == "http.response.body":
                body = message["body"]
                await send({"type": "http.response.body", "body": body[:5], "more_body": True})
                await hold.wait()
                await send({"type": "http.response.body", "body": body[5:]})
            else:
                await send(message)

        await self.upstream(scope, receive, halting)


@pytest.fixture
async def live(upstream: ScriptedUpstream, make_api: Callable[..., PartnerApi]) -> AsyncIterator[Live]:
    app = Live(upstream)
    async with serve(app) as address:
        app.api = make_api(address, max_connections=CONNECTIONS)
        await app.api.check(ORGANIZATION)
        yield app
        await app.api.aclose()


async def ask_and_leave(live: Live, count: int) -> list[asyncio.Task[Any]]:
    """Ask many times, wait until as many as can have arrived, cancel all."""
    tasks = [asyncio.ensure_future(live.api.users(ORGANIZATION)) for _ in range(count)]
    for _ in range(min(count, CONNECTIONS)):
        await live.upstream.arrivals.get()
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(result) for result in results} == {asyncio.CancelledError}
    return tasks


async def assert_all_works(live: Live) -> None:
    """All connections serve, each with the answer to its own question."""
    live.upstream.answers = [json_answer([rows.user(email=f"{n}@example.test")]) for n in range(40)]
    answers = await asyncio.gather(*(live.api.users(ORGANIZATION) for _ in range(40)))
    assert {user.email for (user,) in answers} == {f"{n}@example.test" for n in range(40)}
    (state,) = live.api.snapshot()
    assert (state.in_flight, state.in_flight_of_all, state.waiting) == (0, 0, 0)
    assert len(live.api._http._running) == 0


async def test_200_leave_while_the_upstream_says_nothing(live: Live, calls: list[UpstreamCall]) -> None:
    live.upstream.answers = [Answer(gate=asyncio.Event())]
    await ask_and_leave(live, 200)
    live.upstream.answers = [Answer()]

    async with asyncio.timeout(1.0):  # far less than the abandoned calls would be allowed
        assert await live.api.users(ORGANIZATION) == ()

    await assert_all_works(live)
    assert [call.outcome for call in calls].count("ABANDONED") == CONNECTIONS


async def test_200_leave_in_the_middle_of_the_answers(live: Live) -> None:
    live.half_sent = asyncio.Event()
    live.upstream.answers = [json_answer([rows.user()])]
    await ask_and_leave(live, 200)
    live.half_sent = None

    async with asyncio.timeout(1.0):
        assert len(await live.api.users(ORGANIZATION)) == 1

    await assert_all_works(live)


async def test_nothing_is_left_of_5000_who_left(live: Live, calls: list[UpstreamCall]) -> None:
    live.half_sent = asyncio.Event()
    live.upstream.answers = [json_answer([rows.user()])]
    tasks = [asyncio.ensure_future(live.api.users(ORGANIZATION)) for _ in range(CONNECTIONS * 100)]
    for _ in range(CONNECTIONS):
        await live.upstream.arrivals.get()
    tasks += [asyncio.ensure_future(live.api.users(ORGANIZATION)) for _ in range(5000 - len(tasks))]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    live.half_sent = None

    async with asyncio.timeout(1.0):  # no slot waits for an answer that nobody wants
        answers = await asyncio.gather(*(live.api.users(ORGANIZATION) for _ in range(10)))
    assert [len(answer) for answer in answers] == [1] * 10
    assert len(live.upstream.seen) == CONNECTIONS + 10
    # Half an answer is on each of the old connections: none of them is used again.
    assert CONNECTIONS < len(live.ports) <= 2 * CONNECTIONS
    assert [call.outcome for call in calls].count("ABANDONED") == CONNECTIONS
    await assert_all_works(live)


async def test_leaving_at_any_moment_breaks_nothing(live: Live) -> None:
    live.upstream.answers = [json_answer([rows.user()])]
    for steps in range(0, 60, 3):
        tasks = [asyncio.ensure_future(live.api.users(ORGANIZATION)) for _ in range(20)]
        for _ in range(steps):
            await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert all(len(task.result()) == 1 for task in tasks[1::2])

    await assert_all_works(live)


async def test_one_who_leaves_the_queue_takes_nobodys_place(live: Live) -> None:
    gate = asyncio.Event()
    live.upstream.answers = [Answer(gate=gate)]
    busy = [asyncio.ensure_future(live.api.users(ORGANIZATION)) for _ in range(CONNECTIONS)]
    for _ in busy:
        await live.upstream.arrivals.get()
    queued = [asyncio.ensure_future(live.api.user(ORGANIZATION, USER)) for _ in range(50)]
    await asyncio.sleep(0)
    for task in queued:
        task.cancel()
    await asyncio.gather(*queued, return_exceptions=True)
    gate.set()
    await asyncio.gather(*busy)

    assert len(live.upstream.seen) == CONNECTIONS
    await assert_all_works(live)
