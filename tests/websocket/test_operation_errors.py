"""What a client is told when an operation fails, and that the others go on."""

import logging
import re

import pytest

from domain.errors import Forbidden, Unauthenticated, UpstreamUnavailable
from tests.websocket.in_process import InProcessClient
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio

_REQUEST_ID = re.compile(r"[0-9a-f]{32}")


async def _only_error(client: InProcessClient, operation_id: str) -> tuple[str, str]:
    """The code and text of the one error that ends an operation."""
    message = await client.receive()
    assert (message["id"], message["type"]) == (operation_id, "error"), message
    [entry] = message["payload"]
    assert _REQUEST_ID.fullmatch(entry["extensions"]["requestId"])
    await client.silence()
    return entry["extensions"]["code"], entry["message"]


@pytest.mark.parametrize(
    ("query", "members", "code"),
    [
        ("{", {}, "GRAPHQL_PARSE_FAILED"),
        ("", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", {}, "OPERATION_RESOLUTION_FAILURE"),
        ("query A { hello }", {"operationName": "B"}, "OPERATION_RESOLUTION_FAILURE"),
        ("{ hello }", {"extensions": {"persistedQuery": {"version": 2}}}, "BAD_USER_INPUT"),
        ("{ hello }", {"documentId": 5}, "BAD_USER_INPUT"),
        ("{ nothing }", {"documentId": "greeting"}, "BAD_USER_INPUT"),
    ],
)
async def test_a_refused_request_is_an_error(
    client: InProcessClient, query: str, members: dict[str, object], code: str
) -> None:
    await client.subscribe("q", query, **members)
    assert (await _only_error(client, "q"))[0] == code


async def test_an_unknown_hash_is_told_in_the_words_that_clients_look_for(client: InProcessClient) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    await client.send({"id": "q", "type": "subscribe", "payload": {"extensions": extensions}})
    assert await _only_error(client, "q") == ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")


async def test_errors_of_fields_and_variables_are_in_the_result(client: InProcessClient) -> None:
    await client.subscribe("q", "{ broken hello }")
    payload = (await client.receive())["payload"]
    assert payload["data"] == {"broken": None, "hello": "Hello, world!"}
    assert [error["extensions"]["code"] for error in payload["errors"]] == ["INTERNAL_SERVER_ERROR"]
    assert await client.receive() == {"id": "q", "type": "complete"}
    await client.subscribe("v", "query($size: Int!) { text(size: $size) }", variables={"size": "long"})
    payload = (await client.receive())["payload"]
    assert "data" not in payload
    assert [error["extensions"]["code"] for error in payload["errors"]] == ["BAD_USER_INPUT"]
    assert await client.receive() == {"id": "v", "type": "complete"}


async def test_an_upstream_error_that_ends_a_stream_is_an_error(client: InProcessClient) -> None:
    await client.subscribe("s", 'subscription { ends(how: "upstream") }')
    assert (await client.receive())["type"] == "next"
    assert (await _only_error(client, "s"))[0] == "UPSTREAM_TIMEOUT"


async def test_what_nobody_foresaw_is_masked_and_logged(
    client: InProcessClient, caplog: pytest.LogCaptureFixture
) -> None:
    await client.subscribe("s", 'subscription { ends(how: "unforeseen") }')
    assert (await client.receive())["type"] == "next"
    code, message = await _only_error(client, "s")
    assert code == "INTERNAL_SERVER_ERROR"
    assert "secret" not in message
    [record] = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ZeroDivisionError)


async def test_what_cannot_be_written_is_masked(
    client: InProcessClient, caplog: pytest.LogCaptureFixture
) -> None:
    await client.subscribe("q", "{ unwritable }")
    assert (await _only_error(client, "q"))[0] == "INTERNAL_SERVER_ERROR"
    assert "unexpected error" in caplog.text


async def test_one_failure_leaves_the_others_alone(stage: Stage, client: InProcessClient) -> None:
    await client.subscribe("t", "subscription { ticks }")
    await client.subscribe("q", "{ nothing }")
    await _only_error(client, "q")
    await stage.next_tick()
    assert (await client.receive())["payload"] == {"data": {"ticks": 1}}


@pytest.mark.parametrize(
    ("how", "close"), [("expired", (4401, "Token expired")), ("lowered", (4403, "Forbidden"))]
)
async def test_a_viewer_who_no_longer_stands_is_closed(
    stage: Stage, client: InProcessClient, how: str, close: tuple[int, str]
) -> None:
    await client.subscribe("t", "subscription { ticks }")
    await client.subscribe("s", f'subscription {{ ends(how: "{how}") }}')
    assert (await client.receive())["type"] == "next"
    assert await client.closed() == close
    assert stage.running == 0


@pytest.mark.parametrize(("error", "code"), [(Forbidden, 4403), (Unauthenticated, 4401)])
async def test_a_lowered_viewer_gets_no_further_event(
    stage: Stage, client: InProcessClient, error: type[Forbidden | Unauthenticated], code: int
) -> None:
    await client.subscribe("t", "subscription { ticks }")
    await client.silence()
    await stage.next_tick()
    assert (await client.receive())["payload"] == {"data": {"ticks": 1}}
    stage.standing = error("no longer")
    await stage.next_tick()
    assert (await client.closed())[0] == code
    assert stage.running == 0


async def test_if_nobody_can_tell_whether_a_viewer_stands_the_stream_ends(
    stage: Stage, client: InProcessClient
) -> None:
    stage.standing = UpstreamUnavailable("down")
    await client.subscribe("t", "subscription { ticks }")
    assert (await _only_error(client, "t"))[0] == "UPSTREAM_UNAVAILABLE"
    await client.send({"type": "ping"})
    assert await client.receive() == {"type": "pong"}


async def test_each_operation_has_a_request_id_of_its_own(client: InProcessClient) -> None:
    seen = set()
    for number in range(3):
        await client.subscribe(str(number), "{ requestId }")
        seen.add((await client.receive())["payload"]["data"]["requestId"])
        assert (await client.receive())["type"] == "complete"
    assert len(seen) == 3
    assert all(_REQUEST_ID.fullmatch(each) for each in seen)
