"""The graphql-ws client."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conformance.following import FOLLOW, follow_one_change
from tests.conformance.live_gateway import LiveGateway
from tests.conformance.node_scripts import run_script

pytestmark = pytest.mark.usefixtures("node")


def run(live: LiveGateway, query: str, token: str | None, scenario: str = "run", **more: Any) -> Any:  # noqa: ANN401
    return run_script("ws", url=live.websocket_url, token=token, scenario=scenario, query=query, **more)


def test_a_query(live_gateway: LiveGateway) -> None:
    told = run(live_gateway, "{ viewer { role } }", live_gateway.token("user"))
    assert told["events"] == [{"data": {"viewer": {"role": "USER"}}}]
    assert (told["error"], told["protocol"]) == (None, "graphql-transport-ws")


@pytest.mark.parametrize(
    ("query", "code"),
    [("{", "GRAPHQL_PARSE_FAILED"), ("subscription { nosuch }", "GRAPHQL_VALIDATION_FAILED")],
)
def test_a_document_that_is_not_valid(live_gateway: LiveGateway, query: str, code: str) -> None:
    told = run(live_gateway, query, live_gateway.token("user"))
    assert [each["extensions"]["code"] for each in told["error"]["errors"]] == [code]
    assert told["events"] == []


def test_a_subscription_tells_the_state_and_a_change_and_ends(live_gateway: LiveGateway) -> None:
    follow_one_change(live_gateway, "ws", live_gateway.websocket_url)


def test_pings_are_answered(live_gateway: LiveGateway) -> None:
    device_id, _ = live_gateway.first_wallbox()
    token = live_gateway.token("user")
    told = run(live_gateway, FOLLOW, token, "alive", variables={"id": device_id})
    assert [each["data"]["deviceUpdated"]["id"] for each in told["events"]] == [device_id]
    assert told["pongs"] >= 3


@pytest.mark.parametrize("token", [None, "x.y.z"])
def test_without_a_good_token_it_is_closed(live_gateway: LiveGateway, token: str | None) -> None:
    told = run(live_gateway, "{ viewer { role } }", token)
    assert (told["events"], told["error"]["code"]) == ([], 4401)


def test_it_is_closed_when_the_token_expires(live_gateway: LiveGateway) -> None:
    device_id, _ = live_gateway.first_wallbox()
    token = live_gateway.token("user", lifetime=timedelta(seconds=2))
    told = run(live_gateway, FOLLOW, token, variables={"id": device_id})
    assert told["error"]["code"] == 4401
    assert len(told["events"]) == 1
    assert live_gateway.is_quiet()
