"""The graphql-sse client, with a connection for each operation."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.conformance.following import FOLLOW, follow_one_change
from tests.conformance.live_gateway import LiveGateway
from tests.conformance.node_scripts import run_script

pytestmark = pytest.mark.usefixtures("node")

OPENED = [{"status": 200, "type": "text/event-stream; charset=utf-8"}]


def run(live: LiveGateway, query: str, token: str | None = None, **more: Any) -> Any:  # noqa: ANN401 - JSON
    bearer = live.token("user") if token is None else token
    return run_script("sse", url=live.url, token=bearer, scenario="run", query=query, **more)


def test_a_query(live_gateway: LiveGateway) -> None:
    told = run(live_gateway, "{ viewer { role } }")
    events = [{"data": {"viewer": {"role": "USER"}}}]
    assert told == {"events": events, "error": None, "opened": OPENED}


def test_a_document_that_is_not_valid(live_gateway: LiveGateway) -> None:
    told = run(live_gateway, "subscription { nosuch }")
    ((error,),) = [each["errors"] for each in told["events"]]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert (told["error"], told["opened"]) == (None, OPENED)


def test_a_token_that_is_not_accepted(live_gateway: LiveGateway) -> None:
    told = run(live_gateway, "{ viewer { role } }", token="x.y.z")
    assert told["events"] == []
    assert [each["status"] for each in told["opened"]] == [401]
    assert "401" in told["error"] or "UNAUTHENTICATED" in json.dumps(told["error"])


def test_a_stream_ends_when_the_token_expires(live_gateway: LiveGateway) -> None:
    device_id, _ = live_gateway.first_wallbox()
    token = live_gateway.token("user", lifetime=timedelta(seconds=2))
    told = run(live_gateway, FOLLOW, token, variables={"id": device_id})
    state, end = told["events"]
    assert state["data"]["deviceUpdated"]["id"] == device_id
    assert [error["extensions"]["code"] for error in end["errors"]] == ["UNAUTHENTICATED"]
    assert (told["error"], told["opened"]) == (None, OPENED)
    assert live_gateway.is_quiet()


def test_a_subscription_tells_the_state_and_a_change_and_ends(live_gateway: LiveGateway) -> None:
    told = follow_one_change(live_gateway, "sse", live_gateway.url)
    assert told["opened"] == OPENED
