"""Apollo Client 4 against a live gateway."""

import re
from typing import Any
from uuid import uuid4

import pytest

from sandbox import Fault
from tests.conformance.live_gateway import LiveGateway
from tests.conformance.node_scripts import run_script

pytestmark = pytest.mark.usefixtures("node")

RESPONSE = "application/graphql-response+json; charset=utf-8"
SLOW = """query Page {
  viewer { user { id email ... on User @defer(label: "homes") { buildings { id } } } }
}"""


def apollo(live: LiveGateway, scenario: str, query: str, **more: Any) -> Any:  # noqa: ANN401 - JSON both ways
    given = {"token": live.token("user"), **more}
    return run_script("apollo", url=live.url, scenario=scenario, query=query, **given)


def test_a_query_with_variables(live_gateway: LiveGateway) -> None:
    query = "query ById($id: ID!) { user(by: {id: $id}) { id email } }"
    user_id = live_gateway.world.user_id()
    told = apollo(live_gateway, "query", query, variables={"id": user_id})
    row = live_gateway.world.user_row(3)
    assert told["data"]["user"] == {"__typename": "User", "id": user_id, "email": row["email"]}
    ((method, status, media_type),) = [
        (each["method"], each["status"], each["type"]) for each in told["wire"]
    ]
    assert (method, status, media_type) == ("POST", 200, RESPONSE)


@pytest.mark.parametrize(
    ("query", "code", "status"),
    [
        ('query { node(id: "x") { id } }', "BAD_USER_INPUT", 200),
        ("query { nosuch }", "GRAPHQL_VALIDATION_FAILED", 400),
    ],
)
def test_errors_arrive_with_their_codes(
    live_gateway: LiveGateway, query: str, code: str, status: int
) -> None:
    told = apollo(live_gateway, "errors", query)
    assert told["isCombined"] is True
    assert [each["extensions"]["code"] for each in told["errors"]] == [code]
    assert re.fullmatch("[0-9a-f]{32}", told["errors"][0]["extensions"]["requestId"])
    assert [each["status"] for each in told["wire"]] == [status]


def test_a_token_that_is_not_accepted_has_a_code_too(live_gateway: LiveGateway) -> None:
    told = apollo(live_gateway, "errors", "query { viewer { role } }", token="x.y.z")
    assert [each["extensions"]["code"] for each in told["errors"]] == ["UNAUTHENTICATED"]
    assert [each["status"] for each in told["wire"]] == [401]


def test_persisted_queries_miss_once_are_registered_and_are_then_asked_for_by_address(
    live_gateway: LiveGateway,
) -> None:
    query = f"query Persisted {{ viewer {{ a{uuid4().hex}: role }} }}"
    told = apollo(live_gateway, "persisted", query)
    first, second = told["answers"]
    assert first == second
    assert [[(each["method"], each["hasText"]) for each in wire] for wire in told["wire"]] == [
        [("GET", False), ("POST", True)],
        [("GET", False)],
    ]
    assert [[each["status"] for each in wire] for wire in told["wire"]] == [[400, 200], [200]]


def test_what_is_deferred_comes_later(live_gateway: LiveGateway) -> None:
    slow = Fault(match="/buildings$", kind="delay", seconds=0.3)
    live_gateway.world.sandbox.add_fault(slow)
    try:
        told = apollo(live_gateway, "deferred", SLOW, handler="current")
    finally:
        live_gateway.world.sandbox.clear_faults()
    first, *_, last = told["seen"]
    assert (first["dataState"], last["dataState"]) == ("streaming", "complete")
    assert "buildings" not in first["data"]["viewer"]["user"]
    assert first["data"]["viewer"]["user"]["email"] == last["data"]["viewer"]["user"]["email"]
    assert len(last["data"]["viewer"]["user"]["buildings"]) == 2
    (wire,) = told["wire"]
    assert "multipart/mixed;incrementalSpec=v0.2" in wire["accept"]
    assert wire["type"] == 'multipart/mixed; boundary="-"'


def test_who_speaks_an_older_format_gets_one_plain_answer(live_gateway: LiveGateway) -> None:
    told = apollo(live_gateway, "deferred", SLOW, handler="older")
    (only,) = told["seen"]
    assert only["dataState"] == "complete"
    assert len(only["data"]["viewer"]["user"]["buildings"]) == 2
    (wire,) = told["wire"]
    assert "deferSpec=20220824" in wire["accept"]
    assert wire["type"] == RESPONSE
