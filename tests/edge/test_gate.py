"""Overload as clients see it, over the whole gateway."""

import asyncio
from typing import Any

import httpx
import orjson
import pytest

from gateway.edge.gate import Gate
from gateway.settings import EdgeSettings
from tests.edge.held import USERS, Held
from tests.http.exchange import Exchange

pytestmark = pytest.mark.anyio

FULL = EdgeSettings(max_requests=1, max_queued_requests=0)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def check_overloaded(response: httpx.Response) -> None:
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (503, "OVERLOADED")
    assert error["extensions"]["isRetryable"] is True
    assert error["extensions"]["requestId"] == response.headers["x-request-id"]
    assert response.headers["retry-after"] in ("1", "2", "3")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_too_many_requests_are_refused_before_anything_of_them_is_looked_at() -> None:
    async with Held(edge=FULL) as gateway:
        first = await gateway.occupy()
        for content, headers in ((b"{", {"authorization": "Bearer nonsense"}), (b"", {}), (b"x" * 10**6, {})):
            check_overloaded(await gateway.http.post("/graphql", content=content, headers=headers))
        check_overloaded(await gateway.http.get("/graphql?query={viewer{role}}"))
        gateway.go()
        assert (await first).json()["data"]
        await gateway.ask(USERS)


async def test_the_refusal_is_of_the_type_that_is_accepted_and_keeps_the_request_s_id() -> None:
    async with Held(edge=FULL) as gateway:
        first = await gateway.occupy()
        accept = "application/graphql-response+json"
        response = await gateway.http.post("/graphql", headers={"accept": accept, "x-request-id": "mine"})
        check_overloaded(response)
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        assert response.headers["x-request-id"] == "mine"
        gateway.go()
        await first


async def test_pages_of_other_origins_can_read_the_refusal() -> None:
    async with Held(edge=FULL, cors_origins=("https://app.test",)) as gateway:
        first = await gateway.occupy()
        response = await gateway.http.post("/graphql", headers={"origin": "https://app.test"})
        check_overloaded(response)
        assert response.headers["access-control-allow-origin"] == "https://app.test"
        preflight = {"origin": "https://app.test", "access-control-request-method": "POST"}
        assert (await gateway.http.options("/graphql", headers=preflight)).status_code == 200
        gateway.go()
        await first


@pytest.mark.parametrize(
    "path", ["/livez", "/readyz", "/", "/graphiql/session.json", "/graphiql/assets/x.js"]
)
async def test_probes_and_the_page_are_never_refused(path: str) -> None:
    async with Held(edge=FULL, graphiql=True) as gateway:
        assert (await gateway.http.get("/readyz")).status_code == 200  # there is a token from now on
        first = await gateway.occupy()
        assert (await gateway.http.get(path)).status_code == (404 if "assets" in path else 200)
        gateway.go()
        await first


async def test_a_request_that_waits_is_answered_when_it_is_its_turn() -> None:
    async with Held(edge=EdgeSettings(max_requests=1, max_queued_requests=5, queue_seconds=60)) as gateway:
        first = await gateway.occupy()
        second = asyncio.create_task(gateway.post(USERS, gateway.bearer()))
        await asyncio.sleep(0.01)
        assert not second.done()
        gateway.go()
        assert (await first).json() == (await second).json()


async def test_a_client_that_leaves_while_it_waits_costs_nothing() -> None:
    async with Held(edge=EdgeSettings(max_requests=1, max_queued_requests=1, queue_seconds=60)) as gateway:
        first = await gateway.occupy()
        for _ in range(3):
            waiting = asyncio.create_task(gateway.post(USERS, gateway.bearer()))
            await asyncio.sleep(0.01)
            waiting.cancel()
            await asyncio.wait({waiting})
        gateway.go()
        await first
        await gateway.ask(USERS)


async def test_viewers_take_turns_and_made_up_tokens_make_nobody_a_viewer() -> None:
    """A flood of one viewer, or of tokens that verify nowhere, is a line of its own."""
    edge = EdgeSettings(max_requests=1, max_queued_requests=8, queue_seconds=60)
    async with Held(edge=edge) as gateway:
        flood, other = gateway.bearer("staff", 1), gateway.bearer("user")
        for known in (flood, other):
            assert (await gateway.post("{ viewer { role } }", known)).status_code == 200
        order: list[str] = []

        async def ask(name: str, headers: dict[str, str]) -> None:
            await gateway.post("{ viewer { role } }", headers)
            order.append(name)

        first = await gateway.occupy()
        tasks = []
        made_up = [{"authorization": f"Bearer x.y.{number}"} for number in range(4)]
        waiting: list[tuple[str, dict[str, str]]] = [("flood", flood)] * 3
        waiting += [("made up", each) for each in made_up]
        waiting += [("other", other)]
        for name, headers in waiting:
            tasks.append(asyncio.create_task(ask(name, headers)))
            await asyncio.sleep(0)
        gateway.go()
        await asyncio.gather(first, *tasks)
        assert order == ["flood", "made up", "other", "flood", "made up", "flood", "made up", "made up"]


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("GET", {}, False),
        ("POST", {"content-length": "16384"}, False),
        ("POST", {"content-length": "16385"}, True),
        ("POST", {"content-length": "9" * 50}, True),
        ("POST", {}, True),
        ("GET", {"priority": "u=5"}, True),
        ("GET", {"priority": "i, u=7"}, True),
        ("GET", {"priority": "u=4, i"}, False),
        ("GET", {"priority": "u=x, ü"}, False),
    ],
)
async def test_what_is_background(method: str, headers: dict[str, str], expected: bool) -> None:
    asked = []

    class Spy:
        def enter(self) -> bool:
            return False

        def leave(self) -> None:
            pass

        async def wait(self, client: object, *, background: bool) -> None:
            asked.append((client, background))

    async def app(_scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    gate = Gate(app, slots=Spy(), known_viewer=lambda _: None)  # type: ignore[arg-type]
    async with Exchange(gate, b"", headers, method=method) as exchange:
        await exchange.start()
        await exchange.rest()
    assert asked == [("client.test", expected)]


SUBSCRIPTION = "subscription($id: ID!) { userDevicesUpdated(userId: $id) { changed { id } } }"


async def test_a_stream_gives_its_slot_back_with_its_first_event() -> None:
    async with Held(edge=FULL) as gateway:
        body = orjson.dumps({"query": SUBSCRIPTION, "variables": {"id": gateway.user_id()}})
        headers = {
            **gateway.bearer(),
            "host": "gateway.test",
            "content-type": "application/json",
            "accept": "text/event-stream",
        }
        gateway.hold()
        async with Exchange(gateway.app, body, headers) as stream:
            await stream.start()
            assert await stream.chunk() == b":\n\n"
            await gateway.arrived()
            check_overloaded(await gateway.post(USERS, gateway.bearer()))
            gateway.go()
            assert (await stream.chunk()).startswith(b"event: next")
            await gateway.ask(USERS)
        await gateway.ask(USERS)
