"""What clients see of limits: codes, numbers, statuses and headers, by every way in."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from domain.errors import RateLimited
from domain.ids import IdKind, encode_id
from gateway.settings import CacheSettings, LimitSettings
from gateway.settings.limits import RoleLimits
from sandbox import Fault
from tests.engine_under_test import ENGINE
from tests.gateway_under_test import HOME, GatewayUnderTest
from tests.websocket.in_process import InProcessClient

pytestmark = pytest.mark.anyio

ME = "{ viewer { role } }"
USUAL = LimitSettings()
A_MINUTE = USUAL.user.points_per_minute
CHEAP = '{ user(by: {id: "%s"}) { firstName } }'


def limited(**changes: Any) -> GatewayUnderTest:  # noqa: ANN401 - fields of LimitSettings
    return GatewayUnderTest(limits=replace(USUAL, **changes))


def per_minute(points: int) -> RoleLimits:
    return replace(USUAL.user, document=replace(USUAL.user.document, points=50), points_per_minute=points)


def error(response: httpx.Response) -> dict[str, Any]:
    told: dict[str, Any]
    (told,) = response.json()["errors"]
    assert told["extensions"].pop("requestId") == response.headers["x-request-id"]
    assert "data" not in response.json()
    return told


async def test_a_document_that_is_too_complex(gateway: GatewayUnderTest) -> None:
    text = "{ " + " ".join(f"a{n}: viewer {{ role }}" for n in range(21)) + " }"
    response = await gateway.post(text, gateway.bearer("user"))
    assert response.status_code == 200  # as for every document that cannot be run, in the older type
    assert error(response) == {
        "message": "An operation has 21 root fields; 20 are allowed.",
        "extensions": {
            "code": "DOCUMENT_TOO_COMPLEX",
            "limit": {"name": "rootFields", "actual": 21, "allowed": 20},
        },
    }
    headers = {**gateway.bearer("user"), "accept": "application/graphql-response+json"}
    assert (await gateway.post(text, headers)).status_code == 400
    await gateway.ask(text)  # an administrator may


async def test_an_operation_that_may_cost_too_much() -> None:
    text = "query($n: Int!) { organization { users(first: $n) { nodes { devices { actions { code } } } } } }"
    points = replace(USUAL.staff, document=replace(USUAL.staff.document, points=500))
    async with limited(staff=points) as gateway:
        response = await gateway.post(text, gateway.bearer("staff", 1), {"n": 100})
        told = error(response)
        assert told["extensions"]["limit"] == {"name": "points", "actual": 1_259, "allowed": 500}
        assert told["message"] == "The operation may cost 1,259 points; 500 are allowed."
        assert gateway.sandbox.calls == []
        await gateway.ask(text, {"n": 10}, role="staff", user=1)
        # The same document by an end user reaches that user alone.
        await gateway.ask(text, {"n": 100}, role="user")


async def test_variables_that_are_too_large(gateway: GatewayUnderTest) -> None:
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    response = await gateway.post(text, gateway.bearer(), {"ids": ["x"] * 1_001})
    assert (
        error(response)["message"] == "A list or an object in the input has 1,001 members; 1,000 are allowed."
    )
    assert gateway.sandbox.calls == []


async def test_what_is_too_complex_is_never_kept(gateway: GatewayUnderTest) -> None:
    documents = gateway.app.state.operations.documents
    for number in range(20):
        await gateway.post(f"{{ {'a: viewer { role } ' * 51} }} # {number}", gateway.bearer())
    assert len(documents) == 0


async def test_the_budget_of_a_minute() -> None:
    async with limited(user=per_minute(60)) as gateway:
        text = CHEAP % gateway.user_id()
        for _ in range(30):  # a call and a few values are two points
            assert (await gateway.post(text, gateway.bearer("user"))).status_code == 200
        response = await gateway.post(text, gateway.bearer("user"))
        told = error(response)
        wait = told["extensions"]["retryAfterSeconds"]
        assert told == {
            "message": RateLimited.message,
            "extensions": {"code": "RATE_LIMITED", "retryAfterSeconds": wait},
        }
        assert response.status_code == 429
        assert response.headers["retry-after"] == str(wait)
        assert response.headers["cache-control"] == "no-store"
        assert 1 <= wait <= 120
        calls = len(gateway.sandbox.calls)
        assert calls == 30
        # Others are not concerned, nor is a stream told apart.
        assert (await gateway.post(text, gateway.bearer())).status_code == 200
        headers = {**gateway.bearer("user"), "accept": "text/event-stream"}
        stream = await gateway.post(text, headers)
        assert (stream.status_code, "retry-after" in stream.headers) == (429, True)
        assert len(gateway.sandbox.calls) == calls + 1


async def test_a_list_of_operations_is_charged_one_by_one() -> None:
    async with GatewayUnderTest(limits=replace(USUAL, user=per_minute(50)), max_batch=100) as gateway:
        body = [{"query": CHEAP % gateway.user_id()}] * 40
        response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer("user"))
        codes = [each["errors"][0]["extensions"]["code"] for each in response.json() if "errors" in each]
        assert codes == ["RATE_LIMITED"] * 15


async def test_what_is_kept_costs_less() -> None:
    """The points of calls that were not made are given back; what needed none is given back whole."""
    async with GatewayUnderTest(cache=CacheSettings()) as gateway:
        body = {"query": CHEAP % gateway.user_id(), "extensions": {"cost": True}}
        costs = []
        for _ in range(2):
            response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer("user"))
            costs.append(response.json()["extensions"]["cost"])
        assert costs == [
            {"requested": 2, "actual": 2, "limit": A_MINUTE, "remaining": A_MINUTE - 2},
            {"requested": 2, "actual": 1, "limit": A_MINUTE, "remaining": A_MINUTE - 2},
        ]


async def test_what_is_still_on_its_way_when_the_time_is_up_is_not_given_back() -> None:
    """Or asking a source that is slow already would be free."""
    async with limited() as gateway:
        gateway.sandbox.add_fault(Fault(match="/buildings$", kind="hang"))
        gateway.app.state.operations._deadline_seconds = 0.3
        text = "{ organization { users(first: 20) { nodes { buildings { id } } } } }"
        body = {"query": text, "extensions": {"cost": True}}
        answer = (await gateway.http.post("/graphql", json=body, headers=gateway.bearer())).json()
        assert {each["extensions"]["code"] for each in answer["errors"]} == {"UPSTREAM_TIMEOUT"}
        cost = answer["extensions"]["cost"]
        a_minute = USUAL.administrator.points_per_minute
        assert cost["requested"] > 20
        assert cost["remaining"] == a_minute - cost["requested"]


async def test_calls_that_nobody_waited_for_are_charged_as_well() -> None:
    """What is asked ahead for somebody who turns out not to be there is on its way still."""
    nobody = encode_id(IdKind.USER, HOME.organization_id, str(UUID(int=5)))
    text = (
        "query($id: ID!) { user(by: {id: $id}) { buildings { id } energyContracts { id } devices { id } } }"
    )
    async with limited() as gateway:
        gateway.sandbox.add_fault(Fault(match="/users/[^/]+/", kind="delay", seconds=0.3))
        body = {"query": text, "variables": {"id": nobody}, "extensions": {"cost": True}}
        answer = (await gateway.http.post("/graphql", json=body, headers=gateway.bearer())).json()
        assert answer["data"] == {"user": None}
        await asyncio.sleep(0.5)
        calls = len(gateway.sandbox.calls)
        assert calls == (7 if ENGINE == "compiled" else 1)
        cost = answer["extensions"]["cost"]
        assert (cost["actual"], cost["limit"] - cost["remaining"]) == (
            calls + 1,
            calls + 1,
        )  # one for the values


@pytest.mark.parametrize("by", ["header", "extension"])
async def test_the_cost_is_told_on_request(gateway: GatewayUnderTest, by: str) -> None:
    text = "query($n: Int) { organization { users(first: $n) { nodes { firstName buildings { name } } } } }"
    body: dict[str, Any] = {"query": text, "variables": {"n": 100}}
    headers = gateway.bearer()
    if by == "header":
        headers["x-graphql-cost"] = "1"
    else:
        body["extensions"] = {"cost": True}
    answer = (await gateway.http.post("/graphql", json=body, headers=headers)).json()
    cost = answer["extensions"]["cost"]
    assert cost["requested"] == 101 + 9
    buildings = sum(len(user["buildings"]) for user in answer["data"]["organization"]["users"]["nodes"])
    values = 2 + 24 * 3 - 24 + 2 * buildings
    assert cost["actual"] == 25 + -(-values // 100)
    a_minute = USUAL.administrator.points_per_minute
    assert cost["limit"] == a_minute
    assert cost["remaining"] == a_minute - 25 - 9
    assert "extensions" not in (await gateway.post(text, gateway.bearer(), {"n": 1})).json()


async def test_an_answer_that_tells_its_cost_is_not_kept_by_browsers(gateway: GatewayUnderTest) -> None:
    headers = {**gateway.bearer(), "x-graphql-cost": "1"}
    response = await gateway.http.get("/graphql", params={"query": ME}, headers=headers)
    assert response.json()["extensions"]["cost"]["requested"] == 1
    assert (response.headers["cache-control"], "etag" in response.headers) == ("no-store", False)


async def test_a_mutation_is_charged_what_it_may_cost(gateway: GatewayUnderTest) -> None:
    text = 'mutation($id: ID!) { userUpdate(input: {id: $id, firstName: "Ada"}) { user { firstName } } }'
    body = {"query": text, "variables": {"id": gateway.user_id()}, "extensions": {"cost": True}}
    answer = (await gateway.http.post("/graphql", json=body, headers=gateway.bearer())).json()
    assert answer["data"]["userUpdate"]["user"] == {"firstName": "Ada"}
    assert answer["extensions"]["cost"]["requested"] == 10 + 1
    assert answer["extensions"]["cost"]["actual"] == len(gateway.sandbox.calls) + 1


async def test_what_is_refused_for_how_it_was_asked_is_not_charged() -> None:
    async with GatewayUnderTest(limits=USUAL, max_batch=5) as gateway:
        headers = gateway.bearer("user")
        mutation = {"query": 'mutation { userDelete(input: {id: "x"}) { deletedId } }'}
        by_get = await gateway.http.get("/graphql", params=mutation, headers=headers)
        stream = {"query": 'subscription { userDevicesUpdated(userId: "x") { changed { id } } }'}
        in_one_piece = await gateway.http.post("/graphql", json=stream, headers=headers)
        in_a_list = await gateway.http.post("/graphql", json=[stream, stream], headers=headers)
        assert [each.status_code for each in (by_get, in_one_piece, in_a_list)] == [405, 406, 200]
        assert [len(each["errors"]) for each in in_a_list.json()] == [1, 1]
        body = {"query": ME, "extensions": {"cost": True}}
        answer = (await gateway.http.post("/graphql", json=body, headers=headers)).json()
        assert answer["extensions"]["cost"]["remaining"] == A_MINUTE  # that needed no call, either


async def test_streams_are_charged_at_their_start_and_for_each_event(gateway: GatewayUnderTest) -> None:
    text = "subscription($id: ID!) { userDevicesUpdated(userId: $id) { changed { id } } }"
    events = gateway.follow(text, {"id": gateway.user_id()}, role="user")
    assert "extensions" not in await anext(events)
    await events.aclose()
    cost_body = {"query": ME, "extensions": {"cost": True}}
    answer = (await gateway.http.post("/graphql", json=cost_body, headers=gateway.bearer("user"))).json()
    assert A_MINUTE - answer["extensions"]["cost"]["remaining"] == 5 + 1 + 1


async def test_over_a_websocket_the_operation_ends_with_an_error() -> None:
    async with limited(user=per_minute(50)) as gateway:
        text = CHEAP % gateway.user_id()
        async with InProcessClient(gateway.app, gateway.bearer("user")) as client:
            await client.send({"type": "connection_init"})
            assert (await client.receive())["type"] == "connection_ack"
            seen = []
            for number in range(26):
                await client.send({"type": "subscribe", "id": str(number), "payload": {"query": text}})
                seen.append((await client.receive())["type"])
                if seen[-1] == "next":
                    assert (await client.receive())["type"] == "complete"
            assert seen == ["next"] * 25 + ["error"]
            too_many = "{ " + "a: viewer { role } " * 21 + "}"
            await client.send({"type": "subscribe", "id": "x", "payload": {"query": too_many}})
            message = await client.receive()
            assert message["payload"][0]["extensions"]["code"] == "DOCUMENT_TOO_COMPLEX"


async def test_requests_of_an_address_are_counted_before_anybody_is_known() -> None:
    async with limited(address_requests_per_minute=500) as gateway:
        for _ in range(7):  # whoever asks from the machine itself is not counted
            assert (await gateway.post(ME, {"authorization": "Bearer wrong"})).status_code == 401
        await gateway.http.aclose()
        elsewhere = httpx.ASGITransport(gateway.app, client=("203.0.113.9", 1))
        gateway.http = httpx.AsyncClient(transport=elsewhere, base_url="http://gateway.test")
        codes = []
        for _ in range(7):
            response = await gateway.post(ME, {"authorization": "Bearer wrong"})
            codes.append((response.status_code, response.json()["errors"][0]["extensions"]["code"]))
        # A failed authentication counts as a hundred requests.
        assert codes == [(401, "UNAUTHENTICATED")] * 5 + [(429, "RATE_LIMITED")] * 2
        response = await gateway.post(ME, gateway.bearer())
        assert (response.status_code, response.headers["retry-after"].isdecimal()) == (429, True)
        async with InProcessClient(gateway.app, gateway.bearer()) as client:
            assert client.opening["type"] == "websocket.accept"  # from nobody knows where


async def test_websockets_count_by_address_too() -> None:
    async with limited(address_requests_per_minute=150) as gateway:
        for _ in range(2):
            async with InProcessClient(gateway.app, {"authorization": "Bearer wrong"}) as client:
                assert client.opening["type"] == "websocket.accept"
                await client.send({"type": "connection_init"})
                assert (await client.closed())[0] == 4401
        async with InProcessClient(gateway.app, gateway.bearer()) as client:
            assert client.opening["type"] == "websocket.http.response.start"
            assert client.opening["status"] == 429
            assert dict(client.opening["headers"])[b"retry-after"].isdigit()


async def test_without_limits_nothing_is_counted() -> None:
    free = replace(USUAL.user, points_per_minute=0)
    async with limited(user=free, address_requests_per_minute=0) as gateway:
        body = {"query": CHEAP % gateway.user_id(), "extensions": {"cost": True}}
        response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer("user"))
        cost = response.json()["extensions"]["cost"]
        assert cost == {"requested": 2, "actual": 2, "limit": None, "remaining": None}
        assert len(gateway.app.state.operations._admission._budgets) == 0
