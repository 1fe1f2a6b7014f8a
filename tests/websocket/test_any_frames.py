"""Whatever frames a client sends: an answer of the protocol, or a documented close code."""

import json
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.types import Message

from tests.websocket.in_process import InProcessClient
from tests.websocket.stage import Stage

pytestmark = pytest.mark.anyio

_DOCUMENTED = {1009, 4400, 4401, 4409, 4429}

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
_ids = st.sampled_from(["1", "2", "", "x" * 256, "x" * 257]) | _json
_queries = st.sampled_from(
    [
        "{ hello }",
        "{ wait }",
        "query($name: String!) { hello(name: $name) }",
        "subscription { ticks }",
        "subscription { count(to: 2) }",
        'mutation { note(text: "x") }',
        "{",
        "{ nothing }",
    ]
)
_objects = st.none() | st.dictionaries(st.text(max_size=10), _json, max_size=3) | _json
_requests = st.fixed_dictionaries(
    {},
    optional={
        "query": _queries | _json,
        "operationName": _json,
        "variables": _objects,
        "extensions": _objects | st.fixed_dictionaries({"persistedQuery": _json}),
        "documentId": st.just("greeting") | _json,
    },
)
_types = st.sampled_from(
    ["connection_init", "connection_ack", "ping", "pong", "subscribe", "next", "error", "complete"]
)
_messages = st.fixed_dictionaries(
    {"type": _types | _json},
    optional={"id": _ids, "payload": _requests | _objects, "extra": _json},
)
_sensible = st.fixed_dictionaries(
    {"type": st.just("subscribe"), "id": st.sampled_from(["1", "2", "3"]), "payload": _requests}
)
_frames = (
    st.text()
    | st.text(st.characters(min_codepoint=0xD7FF, max_codepoint=0xE000))
    | st.binary()
    | (_json | _messages | _sensible).map(json.dumps)
)


@pytest.mark.parametrize("is_initialised", [False, True])
@example([]).via("nothing at all")
@example(["[" * 60_000])
@example(['{"type":"ping","payload":' + '{"a":' * 900 + "1" + "}" * 901])
@example(['{"type":"ping","payload":{"a":' + "[" * 20_000 + "]" * 20_000 + "}}"])
@example(['{"type":"subscribe","id":"1","payload":{"query":"{ hello }","variables":{"a":1e999}}}'])
@example(
    ['{"type":"subscribe","id":"1","payload":{"query":"{ hello }","variables":{"a":' + "9" * 5_000 + "}}}"]
)
@example(['{"type":"subscribe","id":"1","payload":{"query":"{ hello }","variables":{"a":"\\ud800"}}}'])
@example(['{"type":"subscribe","id":"1","payload":{"query":"' + "{a" * 9_000 + '"}}'])
@example(["x" * 70_000])
@example(["\ud800" * 30_000])
@given(st.lists(_frames, max_size=5))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
async def test_any_frames(stage: Stage, is_initialised: bool, frames: list[str | bytes]) -> None:
    async with InProcessClient(stage.endpoint) as client:
        if is_initialised:
            await client.initialise(stage.identity.bearer(None))
        for frame in frames:
            await client.send_frame(frame)
        answers = await client.everything()
    for answer in answers:
        _check(answer)
    assert (stage.endpoint.connections, stage.running) == (0, 0)


async def test_any_depth(stage: Stage) -> None:
    """Around the depth at which reading fails, writing may fail first."""
    seen = set()
    for depth in range(sys.getrecursionlimit() - 300, sys.getrecursionlimit() + 10):
        async with InProcessClient(stage.endpoint) as client:
            await client.send_frame('{"type":"ping","payload":{"a":' + "[" * depth + "]" * depth + "}}")
            answers = await client.everything()
        [answer] = answers
        seen.add((answer["type"], answer.get("code")))
    assert seen == {("websocket.send", None), ("websocket.close", 4400)}


def _check(answer: Message) -> None:
    """The application said something that the protocol knows."""
    if answer["type"] == "websocket.close":
        assert answer["code"] in _DOCUMENTED, answer
        assert answer["reason"]
        return
    match json.loads(answer["text"]):
        case {"type": "pong", **rest}:
            assert set(rest) <= {"payload"}
        case {"type": "complete", "id": str(), **rest}:
            assert not rest
        case {"type": "connection_ack", **rest}:
            assert not rest
        case {"type": "next", "id": str(), "payload": dict(payload), **rest}:
            assert not rest
            assert set(payload) <= {"data", "errors"}
            _check_errors(payload.get("errors", []))
        case {"type": "error", "id": str(), "payload": list(errors), **rest}:
            assert not rest
            assert errors
            _check_errors(errors)
        case other:
            pytest.fail(f"not of the protocol: {other}")


def _check_errors(errors: list[Any]) -> None:
    for error in errors:
        assert isinstance(error["message"], str)
        assert error["extensions"]["code"] != "INTERNAL_SERVER_ERROR", error
        assert error["extensions"]["requestId"]
