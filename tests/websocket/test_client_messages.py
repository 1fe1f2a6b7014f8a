"""Messages that the protocol does not know, each with what the client is told."""

import pytest

from gateway.websocket.client_messages import (
    Complete,
    ConnectionInit,
    InvalidMessage,
    Ping,
    Pong,
    Subscribe,
    read_message,
)
from tests.websocket.in_process import InProcessClient
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio

_LONGEST_ID = "x" * 256

_WRONG: list[tuple[str, str]] = [
    ("", "not JSON"),
    ("{", "not JSON"),
    ('{"type":"ping"}x', "not JSON"),
    ("\ufeff{}", "not JSON"),
    ("NaN", "not JSON"),
    ("ping", "not JSON"),
    ('"\\ud800"', "not JSON"),
    ('"\ud800"', "not JSON"),
    ('{"type":"complete","id":"\\udc00"}', "not JSON"),
    ('{"type":"ping","payload":{"a":"\\ud800"}}', "not JSON"),
    ('{"type":"ping","payload":{"a":' + "[" * 10_000, "nested too deeply"),
    ("[]", "Expected `object`, got `array`"),
    ("null", "Expected `object`, got `null`"),
    ('"x"', "Expected `object`, got `str`"),
    ("5", "Expected `object`, got `int`"),
    ("{}", "Object missing required field `type`"),
    ('{"type":null}', "Expected `str` - at `$.type`"),
    ('{"type":["ping"]}', "Expected `str` - at `$.type`"),
    ('{"type":"start"}', "Invalid value 'start' - at `$.type`"),
    ('{"type":"connection_ack"}', "Invalid value 'connection_ack' - at `$.type`"),
    ('{"type":"connection_init","payload":"token"}', "Expected `object | null`, got `str` - at `$.payload`"),
    ('{"type":"ping","payload":[]}', "Expected `object | null`, got `array` - at `$.payload`"),
    ('{"type":"pong","payload":0}', "Expected `object | null`, got `int` - at `$.payload`"),
    ('{"type":"complete"}', "Object missing required field `id`"),
    ('{"type":"complete","id":1}', "Expected `str`, got `int` - at `$.id`"),
    ('{"type":"complete","id":""}', "Expected `str` of length >= 1 - at `$.id`"),
    (f'{{"type":"complete","id":"{_LONGEST_ID}x"}}', "Expected `str` of length <= 256 - at `$.id`"),
    ('{"type":"subscribe","id":"1"}', "Object missing required field `payload`"),
    ('{"type":"subscribe","payload":{"query":"{a}"}}', "Object missing required field `id`"),
    ('{"type":"subscribe","id":{},"payload":{}}', "Expected `str`, got `object` - at `$.id`"),
    ('{"type":"subscribe","id":"1","payload":null}', "Expected `object`, got `null` - at `$.payload`"),
    ('{"type":"subscribe","id":"1","payload":{}}', "the payload has no query"),
    ('{"type":"subscribe","id":"1","payload":{"query":null}}', "the payload has no query"),
    ('{"type":"subscribe","id":"1","payload":{"extensions":{}}}', "the payload has no query"),
    (
        '{"type":"subscribe","id":"1","payload":{"query":5}}',
        "Expected `str | null`, got `int` - at `$.query`",
    ),
    (
        '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}',
        "Expected `object | null`, got `array` - at `$.variables`",
    ),
    (
        '{"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":{}}}',
        "Expected `str | null`, got `object` - at `$.operationName`",
    ),
    (
        '{"type":"subscribe","id":"1","payload":{"query":"{a}","extensions":"x"}}',
        "Expected `object | null`, got `str` - at `$.extensions`",
    ),
]


@pytest.mark.parametrize(("text", "reason"), _WRONG)
async def test_what_the_protocol_does_not_know_is_closed_with_4400(
    stage: Stage, text: str, reason: str
) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.send_frame(text)
        assert await client.closed() == (4400, f"Invalid message: {reason}")


async def test_binary_frames_are_closed_with_4400(stage: Stage) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.send_frame(b'{"type":"ping"}')
        assert await client.closed() == (4400, "Invalid message: not text")


async def test_an_invalid_message_ends_what_runs(stage: Stage, client: InProcessClient) -> None:
    await client.subscribe("t", "subscription { ticks }")
    await client.subscribe("u", "{ hello }", variables="x")
    assert (await client.closed())[0] == 4400
    assert stage.running == 0


async def test_the_reason_fits_into_the_frame(stage: Stage) -> None:
    async with InProcessClient(stage.endpoint) as client:
        await client.send({"type": "😀" * 100})
        code, reason = await client.closed()
    assert code == 4400
    assert reason.startswith("Invalid message: Invalid value '😀")


def test_messages_are_read_with_unknown_members_left_out() -> None:
    assert read_message('{"payload":{"a":1},"type":"connection_init","x":1}') == ConnectionInit({"a": 1})
    assert read_message(' {"type":"ping"}\n') == Ping(None)
    assert read_message('{"type":"pong","payload":null,"id":5}') == Pong(None)
    assert read_message(f'{{"type":"complete","id":"{_LONGEST_ID}"}}') == Complete(_LONGEST_ID)
    asked = '{"type":"subscribe","id":"1","payload":{"query":"{a}","documentId":"d","x":[]}}'
    assert read_message(asked) == Subscribe("1", {"query": "{a}", "documentId": "d", "x": []})


def test_the_text_of_an_invalid_message_is_for_the_client() -> None:
    with pytest.raises(InvalidMessage, match=r"^Invalid message: not JSON$"):
        read_message("secret")
