"""Requests that are sent again, lose their answer, or whose client goes away."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from cache import MemoryJournal, Once
from sandbox import Fault, Sandbox, SandboxOptions
from tests.gateway_under_test import NOON, OTHER, GatewayUnderTest
from tests.permissions.homes import OWN, home_of
from tests.websocket.in_process import InProcessClient
from tests.writing.hand_clock import HandClock

pytestmark = pytest.mark.anyio

CREATE = """mutation($owner: ID!, $name: String! = "Hut") {
  buildingCreate(input: {ownerId: $owner, name: $name}) { building { id name } userErrors { code } }
}"""
KEY = {"idempotency-key": "key-1"}
EVENTS = {"accept": "text/event-stream"}


def names(gateway: GatewayUnderTest, position: int = OWN) -> list[str]:
    """The names of the buildings in the sandbox that were not there from the start."""
    rows = gateway.sandbox.rows(f"{home_of(gateway, position).path}/buildings")
    seeded = Sandbox(SandboxOptions(), clock=lambda: NOON)
    before = {row["id"] for row in seeded.rows(f"{home_of(gateway, position).path}/buildings")}
    return [row["name"] for row in rows if row["id"] not in before]


async def create(
    gateway: GatewayUnderTest, headers: dict[str, str], **variables: str
) -> tuple[int, dict[str, Any]]:
    """Add a building under a key; gives the status and the answer."""
    asked = {"owner": gateway.user_id(), **variables}
    response = await gateway.post(CREATE, {**gateway.bearer("user"), **headers}, asked)
    return response.status_code, response.json()


async def test_a_request_that_comes_again_gets_the_same_object() -> None:
    async with GatewayUnderTest() as gateway:
        first, second = await create(gateway, KEY), await create(gateway, KEY)
        assert first == second
        assert first[1]["data"]["buildingCreate"]["userErrors"] == []
        assert names(gateway) == ["Hut"]
        await create(gateway, {})
        await create(gateway, {"idempotency-key": "key-2"})
        assert names(gateway) == ["Hut"] * 3


async def test_at_the_same_moment_too() -> None:
    async with GatewayUnderTest() as gateway:
        answers = await asyncio.gather(*(create(gateway, KEY) for _ in range(5)))
        assert all(answer == answers[0] for answer in answers)
        assert names(gateway) == ["Hut"]


async def test_another_request_under_the_key_is_refused() -> None:
    async with GatewayUnderTest() as gateway:
        await create(gateway, KEY)
        status, body = await create(gateway, KEY, name="Castle")
        assert (status, body["errors"][0]["extensions"]["code"]) == (422, "BAD_USER_INPUT")
        assert names(gateway) == ["Hut"]


async def test_a_stream_tells_that_a_key_was_used_for_another_request() -> None:
    async with GatewayUnderTest() as gateway:
        await create(gateway, KEY)
        asked = {"owner": gateway.user_id(), "name": "Castle"}
        response = await gateway.post(CREATE, {**gateway.bearer("user"), **KEY, **EVENTS}, asked)
        line = next(line for line in response.text.splitlines() if line.startswith("data: {"))
        assert json.loads(line[6:])["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert names(gateway) == ["Hut"]


async def test_a_key_belongs_to_a_viewer() -> None:
    async with GatewayUnderTest() as gateway:
        asked = {"owner": gateway.user_id()}
        viewers = [gateway.bearer("user"), gateway.bearer("staff", 1), gateway.bearer("staff", 2)]
        for viewer in (*viewers, gateway.bearer(), gateway.bearer("administrator", 0)):
            answer = (await gateway.post(CREATE, {**viewer, **KEY}, asked)).json()
            assert answer["data"]["buildingCreate"]["userErrors"] == []
        assert names(gateway) == ["Hut"] * 5
        foreign = {"authorization": f"Bearer {gateway.token(organization_id=OTHER.organization_id)}"}
        asked = {"owner": gateway.user_id(OWN, OTHER.organization_id)}
        answer = (await gateway.post(CREATE, {**foreign, **KEY}, asked)).json()
        assert answer["data"]["buildingCreate"]["userErrors"] == []


async def test_mutations_of_a_document_are_told_apart_and_run_in_order() -> None:
    fields = " ".join(
        f'm{place}: buildingCreate(input: {{ownerId: $owner, name: "Hut {place}"}}) {{ building {{ id }} }}'
        for place in range(5)
    )
    query = f"mutation($owner: ID!) {{ {fields} }}"
    async with GatewayUnderTest() as gateway:
        gateway.sandbox.add_fault(Fault(match="/buildings", kind="delay", seconds=0.01, rate=0.5))
        headers = {**gateway.bearer("user"), **KEY}
        asked = {"owner": gateway.user_id()}
        first, second = [(await gateway.post(query, headers, asked)).json() for _ in range(2)]
        assert first == second
        assert names(gateway) == [f"Hut {place}" for place in range(5)]


async def test_operations_of_a_batch_are_told_apart() -> None:
    async with GatewayUnderTest(max_batch=5) as gateway:
        one = {"query": CREATE, "variables": {"owner": gateway.user_id()}}
        headers = {**gateway.bearer("user"), **KEY}
        first, second = [
            (await gateway.http.post("/graphql", json=[one, one], headers=headers)).json() for _ in range(2)
        ]
        assert first == second
        assert names(gateway) == ["Hut", "Hut"]


async def test_a_websocket_has_the_key_in_its_message() -> None:
    async with GatewayUnderTest() as gateway, InProcessClient(gateway.app) as client:
        await client.initialise(gateway.bearer("user")["authorization"])
        asked = {"variables": {"owner": gateway.user_id()}, "extensions": {"idempotencyKey": "key-1"}}
        answers = []
        for operation_id in ("1", "2"):
            await client.subscribe(operation_id, CREATE, **asked)
            answers.append((await client.receive())["payload"])
            assert (await client.receive())["type"] == "complete"
        assert answers[0] == answers[1]
        other = {**asked, "variables": {"owner": gateway.user_id(), "name": "Castle"}}
        await client.subscribe("3", CREATE, **other)
        refused = await client.receive()
        assert refused["type"] == "error"
        assert refused["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert names(gateway) == ["Hut"]
        assert await create(gateway, KEY) == (200, answers[0])


LOST = [
    Fault(match="/buildings$", method="POST", kind="truncate", times=1),
    Fault(match="/buildings$", method="POST", kind="wrong_shape", times=1),
    Fault(match="/buildings$", method="POST", kind="status", status=500, times=1),
    Fault(match="/buildings$", method="POST", kind="garbage", times=1),
    Fault(match="/buildings$", method="POST", kind="html", times=1),
    Fault(match="/buildings$", method="POST", kind="reset", times=1),
]


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: fault.kind)
async def test_after_a_lost_answer_a_retry_gives_the_object_and_there_is_one(fault: Fault) -> None:
    async with GatewayUnderTest() as gateway:
        clock = HandClock()
        operations = gateway.app.state.operations
        operations._once = Once(MemoryJournal(clock), settle_seconds=19, clock=clock, sleep=clock.sleep)
        gateway.sandbox.add_fault(fault)
        status, body = await create(gateway, KEY)
        assert (status, body["errors"][0]["extensions"]["code"]) == (200, "WRITE_OUTCOME_UNKNOWN")
        assert body["errors"][0]["extensions"]["isRetryable"] is False
        _, body = await create(gateway, KEY)
        assert body["data"]["buildingCreate"]["building"]["name"] == "Hut"
        assert names(gateway) == ["Hut"]
        assert await create(gateway, KEY) == (200, body)


DELETIONS = [
    ("deviceDelete", "wallbox"),
    ("buildingDelete", "building"),
    ("energyContractDelete", "energyContract"),
    ("userDelete", "user"),
]


@pytest.mark.parametrize(("mutation", "name"), DELETIONS)
async def test_a_deletion_that_comes_again_is_answered_like_the_first(mutation: str, name: str) -> None:
    query = f"mutation($id: ID!) {{ {mutation}(input: {{id: $id}}) {{ deletedId userErrors {{ code }} }} }}"
    async with GatewayUnderTest() as gateway:
        node_id = home_of(gateway).ids[name]
        answers = [
            (await gateway.post(query, {**gateway.bearer(), **KEY}, {"id": node_id})).json() for _ in range(2)
        ]
        assert answers[0] == {"data": {mutation: {"deletedId": node_id, "userErrors": []}}}
        assert answers[1] == answers[0]
        other = (
            await gateway.post(query, {**gateway.bearer(), "idempotency-key": "2"}, {"id": node_id})
        ).json()
        assert other["data"][mutation]["deletedId"] is None


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_a_get_cannot_write(accept: str) -> None:
    async with GatewayUnderTest() as gateway:
        parameters = {"query": CREATE, "variables": json.dumps({"owner": gateway.user_id()})}
        headers = {**gateway.bearer("user"), **KEY, "accept": accept}
        response = await gateway.http.get("/graphql", params=parameters, headers=headers)
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert gateway.sandbox.calls == []


TWO = """mutation($owner: ID!) {
  first: buildingCreate(input: {ownerId: $owner, name: "First"}) { building { id } }
  second: buildingCreate(input: {ownerId: $owner, name: "Second"}) { building { id } }
}"""


class Held(httpx.AsyncBaseTransport):
    """The sandbox, whose answers to POSTs of buildings are held back."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._inner = httpx.ASGITransport(sandbox.app)
        self.came = asyncio.Event()
        self.go = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and request.url.path.endswith("/buildings"):
            self.came.set()
            await self.go.wait()
        return await self._inner.handle_async_request(request)


@pytest.mark.parametrize("protocol", ["http", "events", "websocket"])
async def test_a_client_that_goes_away_does_not_end_a_write_or_the_rest(protocol: str) -> None:
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    held = Held(sandbox)
    async with GatewayUnderTest(sandbox=sandbox, transport=held) as gateway:
        asked = {"owner": gateway.user_id()}
        if protocol == "websocket":
            client = InProcessClient(gateway.app)
            await client.__aenter__()
            await client.initialise(gateway.bearer("user")["authorization"])
            await client.subscribe("1", TWO, variables=asked)
            await held.came.wait()
            await client.leave()
        else:
            headers = {**gateway.bearer("user"), **(EVENTS if protocol == "events" else {})}
            sending = asyncio.create_task(gateway.post(TWO, headers, asked))
            await held.came.wait()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
        assert names(gateway) == []
        held.go.set()
        await gateway.app.state.operations.aclose()
        assert names(gateway) == ["First", "Second"]
