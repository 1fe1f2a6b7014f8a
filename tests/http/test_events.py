"""Answers as server-sent events: what is sent, and that nothing stays behind."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from domain.errors import Forbidden, Unauthenticated, UpstreamUnavailable
from tests.http.exchange import Exchange
from tests.http.small_gateway import EVENTS, LEGACY, Identity, SmallGateway, check_error

pytestmark = pytest.mark.anyio

COMPLETE = b"event: complete\ndata: \n\n"
KEEP_ALIVE = b":\n\n"


def exchange_of(small: SmallGateway, query: str, accept: str = EVENTS) -> Exchange:
    headers = {**small.bearer, "content-type": LEGACY, "accept": accept, "x-request-id": "id"}
    return Exchange(small.endpoint, json.dumps({"query": query}).encode(), headers)


def next_event(payload: object) -> bytes:
    return b"event: next\ndata: " + json.dumps(payload, separators=(",", ":")).encode() + b"\n\n"


def payloads(body: bytes) -> Iterator[dict[str, Any]]:
    """What the events of a whole stream hold, after checking how they are written."""
    assert body.startswith(KEEP_ALIVE)
    assert body.endswith(COMPLETE)
    for event in body.removesuffix(COMPLETE).split(b"\n\n"):
        if event in (b":", b""):
            continue
        name, data = event.split(b"\n")
        assert name == b"event: next"
        yield json.loads(data.removeprefix(b"data: "))


def codes_of(payload: dict[str, Any]) -> list[str]:
    for error in payload["errors"]:
        check_error(error, "id")
    return [error["extensions"]["code"] for error in payload["errors"]]


async def others() -> set[asyncio.Task[Any]]:
    """The tasks there are, once those that are ending have ended."""
    for _ in range(10):
        await asyncio.sleep(0)
    return asyncio.all_tasks()


async def test_head_events_and_end(small: SmallGateway) -> None:
    before = await others()
    async with exchange_of(small, "subscription { numbers(upTo: 3) }") as exchange:
        status, headers = await exchange.start()
        assert status == 200
        assert headers == {
            "x-request-id": "id",
            "content-type": "text/event-stream; charset=utf-8",
            "cache-control": "no-store",
            "x-accel-buffering": "no",
        }
        assert await exchange.chunk() == KEEP_ALIVE
        for number in (1, 2, 3):
            assert await exchange.chunk() == next_event({"data": {"numbers": number}})
        assert await exchange.rest() == COMPLETE
        await asyncio.wait_for(asyncio.shield(exchange.task), 5)
    assert await others() == before


@pytest.mark.parametrize("accept", [EVENTS, f"{EVENTS}, {LEGACY}", f"{LEGACY}, {EVENTS};q=0.1"])
async def test_a_subscription_for_whoever_takes_events(small: SmallGateway, accept: str) -> None:
    async with exchange_of(small, "subscription { numbers(upTo: 1) }", accept) as exchange:
        assert (await exchange.start())[1]["content-type"] == "text/event-stream; charset=utf-8"
        assert list(payloads(await exchange.rest())) == [{"data": {"numbers": 1}}]


async def test_a_subscription_for_others_is_406(small: SmallGateway) -> None:
    async with exchange_of(small, "subscription { silence }", LEGACY) as exchange:
        assert (await exchange.start())[0] == 406
        assert codes_of(json.loads(await exchange.rest())) == ["BAD_USER_INPUT"]
    assert small.world.running == set()


@pytest.mark.parametrize("query", ["{ hello }", "mutation { add(number: 7) }"])
async def test_a_query_or_mutation_is_one_event(small: SmallGateway, query: str) -> None:
    async with exchange_of(small, query) as exchange:
        await exchange.start()
        expected = {"hello": "Hello you"} if query == "{ hello }" else {"add": 7}
        assert list(payloads(await exchange.rest())) == [{"data": expected}]


async def test_a_query_is_json_for_whoever_takes_that_too(small: SmallGateway) -> None:
    async with exchange_of(small, "{ hello }", f"{EVENTS}, {LEGACY};q=0.1") as exchange:
        assert (await exchange.start())[1]["content-type"] == f"{LEGACY}; charset=utf-8"
        assert json.loads(await exchange.rest()) == {"data": {"hello": "Hello you"}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nosuch }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { numbers(upTo: 1) silence }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription A { silence } subscription B { silence }", "OPERATION_RESOLUTION_FAILURE"),
        ("subscription($n: Int!) { numbers(upTo: $n) }", "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_be_run_is_one_event_with_errors(
    small: SmallGateway, query: str, code: str
) -> None:
    async with exchange_of(small, query) as exchange:
        assert (await exchange.start())[0] == 200
        (payload,) = payloads(await exchange.rest())
        assert (codes_of(payload), "data" in payload) == ([code], False)


@pytest.mark.parametrize(
    ("field", "code"),
    [("timesOutAfterOne", "UPSTREAM_TIMEOUT"), ("breaksAfterOne", "INTERNAL_SERVER_ERROR")],
)
async def test_an_error_is_the_last_event(small: SmallGateway, field: str, code: str) -> None:
    before = await others()
    async with exchange_of(small, f"subscription {{ {field} }}") as exchange:
        await exchange.start()
        first, last = payloads(await exchange.rest())
        assert first == {"data": {field: 1}}
        assert codes_of(last) == [code]
    assert await others() == before


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unauthenticated("told to nobody"), "UNAUTHENTICATED"),
        (Forbidden("told to nobody"), "FORBIDDEN"),
        (UpstreamUnavailable("told to nobody"), "UPSTREAM_UNAVAILABLE"),
        (ZeroDivisionError("told to nobody"), "INTERNAL_SERVER_ERROR"),
    ],
)
async def test_a_viewer_who_no_longer_stands(small: SmallGateway, error: Exception, code: str) -> None:
    before = await others()
    async with exchange_of(small, "subscription { silence }") as exchange:
        await exchange.start()
        assert await exchange.chunk() == KEEP_ALIVE
        small.world.standing = error
        small.world.gate.set()
        (payload,) = payloads(KEEP_ALIVE + await exchange.rest())
        assert (codes_of(payload), "data" in payload) == ([code], False)
    assert small.world.running == set()
    assert await others() == before


async def test_silence_is_broken_by_comments(identity: Identity) -> None:
    async with (
        SmallGateway(identity, keep_alive_seconds=0.005) as small,
        exchange_of(small, "subscription { silence }") as exchange,
    ):
        await exchange.start()
        assert [await exchange.chunk() for _ in range(4)] == [KEEP_ALIVE] * 4
        small.world.gate.set()
        assert list(payloads(KEEP_ALIVE + await exchange.rest())) == [{"data": {"silence": 1}}]


@pytest.mark.parametrize("keep_alive_seconds", [0.001, 60])
async def test_nothing_stays_behind_a_client_that_leaves(
    identity: Identity, keep_alive_seconds: float
) -> None:
    async with SmallGateway(identity, keep_alive_seconds=keep_alive_seconds) as small:
        before = await others()
        async with exchange_of(small, "subscription { silence }") as exchange:
            await exchange.start()
            assert await exchange.chunk() == KEEP_ALIVE
            await others()
            assert small.world.running == {"silence"}
            exchange.leave()
            await asyncio.wait_for(exchange.task, 5)
            assert small.world.running == set()
        assert await others() == before


async def test_nothing_stays_behind_a_client_that_does_not_read_and_leaves(identity: Identity) -> None:
    """It leaves while a comment waits to be sent, and the next event is awaited behind it."""
    async with SmallGateway(identity, keep_alive_seconds=0.001) as small:
        before = await others()
        async with exchange_of(small, "subscription { silence }") as exchange:
            await exchange.start()
            assert await exchange.chunk() == KEEP_ALIVE
            exchange.reads.clear()
            await asyncio.sleep(0.02)
            assert small.world.running == {"silence"}
            exchange.leave()
            await asyncio.wait_for(exchange.task, 5)
            assert small.world.running == set()
        assert await others() == before


async def test_a_client_that_leaves_at_once(small: SmallGateway) -> None:
    before = await others()
    async with exchange_of(small, "subscription { silence }") as exchange:
        exchange.leave()
        await asyncio.wait_for(exchange.task, 5)
    assert small.world.running == set()
    assert await others() == before


async def test_a_hundred_come_and_go(small: SmallGateway) -> None:
    before = await others()
    for _ in range(100):
        async with exchange_of(small, "subscription { silence }") as exchange:
            await exchange.start()
            await exchange.chunk()
    assert small.world.running == set()
    assert await others() == before
