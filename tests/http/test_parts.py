"""Deferred answers as ``multipart/mixed``."""

import asyncio
import json
from typing import Any

import pytest

from tests.http.exchange import Exchange
from tests.http.small_gateway import LEGACY, PARTS, RESPONSE, SmallGateway, check_error
from tests.http.test_events import others

pytestmark = pytest.mark.anyio

BOTH = f"{PARTS}, {RESPONSE}, {LEGACY};q=0.9"
DELIMITER = b"\r\n---"
HEAD = b"\r\ncontent-type: application/json; charset=utf-8\r\n\r\n"
LATE = '{ page { title ... @defer(label: "slow") { late } } }'
WHOLE = {"page": {"title": "Page", "late": "at last"}}


def exchange_of(small: SmallGateway, query: str, accept: str = BOTH, **members: object) -> Exchange:
    headers = {**small.bearer, "content-type": LEGACY, "accept": accept, "x-request-id": "id"}
    return Exchange(small.endpoint, json.dumps({"query": query, **members}).encode(), headers)


def parts_of(body: bytes) -> list[dict[str, Any]]:
    """The parts of a whole body, after checking its framing."""
    preamble, *parts, end = body.split(DELIMITER)
    assert (preamble, end) == (b"", b"--\r\n")
    assert all(part.startswith(HEAD) for part in parts)
    read = [json.loads(part.removeprefix(HEAD)) for part in parts]
    assert [each["hasNext"] for each in read] == [True] * (len(read) - 1) + [False]
    return read


def merged(parts: list[dict[str, Any]]) -> tuple[Any, list[Any]]:
    """The answer that the parts add up to: its data and its errors."""
    data = parts[0]["data"]
    errors = list(parts[0].get("errors", []))
    pending: dict[str, list[str | int]] = {}
    for part in parts:
        pending |= {each["id"]: each["path"] for each in part.get("pending", [])}
        for each in part.get("incremental", []):
            target = data
            for step in [*pending[each["id"]], *each.get("subPath", [])]:
                target = target[step]
            target.update(each["data"])
            errors += each.get("errors", [])
        for each in part.get("completed", []):
            errors += each.get("errors", [])
            del pending[each["id"]]
    assert pending == {}
    return data, errors


async def test_the_first_part_is_whole_before_the_rest_is_there(small: SmallGateway) -> None:
    """Clients take a part as complete once the delimiter behind it has come."""
    async with exchange_of(small, LATE) as exchange:
        status, headers = await exchange.start()
        assert status == 200
        assert headers == {
            "x-request-id": "id",
            "content-type": 'multipart/mixed; boundary="-"',
            "cache-control": "no-store",
            "x-accel-buffering": "no",
        }
        seen = b""
        while seen.count(DELIMITER) < 2:
            seen += await exchange.chunk()
        assert not small.world.gate.is_set()
        first = json.loads(seen.split(DELIMITER)[1].removeprefix(HEAD))
        assert first == {
            "data": {"page": {"title": "Page"}},
            "pending": [{"id": "0", "path": ["page"], "label": "slow"}],
            "hasNext": True,
        }
        small.world.gate.set()
        _, second = parts_of(seen + await exchange.rest())
        assert second == {
            "incremental": [{"id": "0", "data": {"late": "at last"}}],
            "completed": [{"id": "0"}],
            "hasNext": False,
        }


@pytest.mark.parametrize(
    "query",
    [
        LATE,
        "{ page { ... @defer { title } ... @defer { late } } }",
        "{ hello ... @defer { page { title late } } }",
        "{ page { ... @defer { title ... @defer { late } } } }",
        "{ page { ...Slow @defer } } fragment Slow on Page { title late }",
        "{ a: page { ... @defer { late } } b: page { ... @defer { title } } }",
        "query($no: Boolean = true) { page { title ... @defer(if: $no) { late } } }",
        "{ page { title ... @defer { timesOut } } }",
        "{ page { title timesOut ... @defer { bug } } }",
    ],
)
async def test_the_parts_add_up_to_the_plain_answer(small: SmallGateway, query: str) -> None:
    small.world.gate.set()
    plain = (await small.post(query, RESPONSE)).json()
    async with exchange_of(small, query) as exchange:
        assert (await exchange.start())[1]["content-type"].startswith("multipart/mixed")
        data, errors = merged(parts_of(await exchange.rest()))
    assert data == plain["data"]
    key = [(error["extensions"]["code"], error["path"]) for error in errors]
    assert key == [(error["extensions"]["code"], error["path"]) for error in plain.get("errors", [])]


async def test_errors_of_a_part_are_translated(small: SmallGateway) -> None:
    query = "{ page { title ... @defer { timesOut bug } } }"
    async with exchange_of(small, query) as exchange:
        await exchange.start()
        first, second = parts_of(await exchange.rest())
    assert "errors" not in first
    (incremental,) = second["incremental"]
    assert incremental["data"] == {"timesOut": None, "bug": None}
    for error in incremental["errors"]:
        check_error(error, "id")
    assert [(error["extensions"]["code"], error["path"]) for error in incremental["errors"]] == [
        ("UPSTREAM_TIMEOUT", ["page", "timesOut"]),
        ("INTERNAL_SERVER_ERROR", ["page", "bug"]),
    ]


async def test_errors_that_take_a_part_away_are_translated(small: SmallGateway) -> None:
    async with exchange_of(small, "{ page { title ... @defer { required } } }") as exchange:
        await exchange.start()
        _, second = parts_of(await exchange.rest())
    assert "incremental" not in second
    ((error,),) = [each["errors"] for each in second["completed"]]
    check_error(error, "id")
    assert (error["extensions"]["code"], error["path"]) == ("INTERNAL_SERVER_ERROR", ["page", "required"])


async def test_errors_of_the_first_part_are_translated(small: SmallGateway) -> None:
    async with exchange_of(small, "{ page { timesOut ... @defer { title } } }") as exchange:
        await exchange.start()
        first, _ = parts_of(await exchange.rest())
    (error,) = first["errors"]
    check_error(error, "id")
    assert first["data"] == {"page": {"timesOut": None}}


@pytest.mark.parametrize(
    "accept",
    [
        RESPONSE,
        LEGACY,
        "*/*",
        "",
        f"{PARTS};q=0, {RESPONSE}",
        "multipart/mixed;deferSpec=20220824, application/json",
        "multipart/*, application/json",
    ],
)
async def test_one_piece_for_whoever_does_not_ask_for_parts(small: SmallGateway, accept: str) -> None:
    small.world.gate.set()
    response = await small.post(LATE, accept)
    assert (response.status_code, response.json()) == (200, {"data": WHOLE})
    assert "multipart" not in response.headers["content-type"]


@pytest.mark.parametrize(
    "query", ["{ hello }", "mutation { add(number: 1) }", "{ page { title ... @defer(if: false) { late } } }"]
)
async def test_one_piece_for_what_is_not_deferred(small: SmallGateway, query: str) -> None:
    small.world.gate.set()
    response = await small.post(query, BOTH)
    assert (response.status_code, "errors" in response.json()) == (200, False)
    assert response.headers["content-type"] == f"{RESPONSE}; charset=utf-8"


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("{ page { ... @defer { nosuch } } }", BOTH, 400),
        ("query($n: Int!) { text(size: $n) ... @defer { hello } }", BOTH, 400),
        ("query($n: Int!) { text(size: $n) ... @defer { hello } }", f"{PARTS}, {LEGACY}", 200),
    ],
)
async def test_what_cannot_be_run_has_no_parts(
    small: SmallGateway, query: str, accept: str, status: int
) -> None:
    response = await small.post(query, accept)
    assert response.status_code == status
    assert response.headers["content-type"] == f"{accept.split(', ')[1]}; charset=utf-8"
    assert "data" not in response.json()


async def test_parts_alone_are_not_enough(small: SmallGateway) -> None:
    """Most answers have no parts, so a client has to take one in one piece too."""
    for query in ("{ hello }", LATE):
        response = await small.post(query, PARTS)
        assert response.status_code == 406


async def test_by_address_they_are_not_kept(small: SmallGateway) -> None:
    small.world.gate.set()
    response = await small.get(LATE, accept=BOTH)
    assert merged(parts_of(response.content)) == (WHOLE, [])
    assert (response.headers["cache-control"], "etag" in response.headers) == ("no-store", False)


async def test_nothing_stays_behind_a_client_that_leaves_at_once(small: SmallGateway) -> None:
    before = await others()
    async with exchange_of(small, LATE) as exchange:
        exchange.leave()
        await asyncio.wait_for(exchange.task, 5)
    assert await others() == before


async def test_nothing_stays_behind_a_client_that_does_not_read_and_leaves(small: SmallGateway) -> None:
    before = await others()
    async with exchange_of(small, LATE) as exchange:
        exchange.reads.clear()
        await asyncio.sleep(0.01)
        exchange.reads.set()
        await exchange.start()
        exchange.reads.clear()
        await asyncio.sleep(0.01)
        exchange.leave()
        await asyncio.wait_for(exchange.task, 5)
    assert await others() == before


async def test_nothing_stays_behind_a_client_that_leaves(small: SmallGateway) -> None:
    before = await others()
    async with exchange_of(small, LATE) as exchange:
        await exchange.start()
        await exchange.chunk()
        exchange.leave()
        await asyncio.wait_for(exchange.task, 5)
    assert await others() == before
