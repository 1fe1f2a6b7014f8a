"""Without a token there are the probes and, if switched on, GraphiQL's static page. Every route is tried."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.routing import Route, WebSocketRoute

from tests.authentication.clients import token_endpoint
from tests.gateway_under_test import GatewayUnderTest
from tests.websocket.in_process import InProcessClient

pytestmark = pytest.mark.anyio

EVERYTHING_ON: dict[str, Any] = {
    "graphiql": True, "federation": True, "max_batch": 10, "introspection": True, "production": False,
    "cors_origins": ("https://app.example",),
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

PUBLIC = {
    "/livez": "the probe that says whether it lives",
    "/readyz": "the probe that says whether it is ready, without an address or an id in it",
    "/": "GraphiQL's page",
    "/graphiql/assets/{name}": "what the page loads",
    "/graphiql/session.json": "the demo's tokens: only ever in development",
    "/oauth/token": "where servers prove what they are",
}
"""Every route that asks for no token, and why. Another one has to be put here on purpose."""

NEEDS_A_TOKEN = {"/graphql"}


@pytest.fixture(scope="module")
async def open_gateway() -> AsyncIterator[GatewayUnderTest]:
    async with GatewayUnderTest(token_endpoint=token_endpoint(), **EVERYTHING_ON) as running:
        yield running


def paths_of(gateway: GatewayUnderTest) -> set[str]:
    routes = gateway.app.routes
    assert all(isinstance(route, Route | WebSocketRoute) for route in routes), routes
    return {route.path for route in routes if isinstance(route, Route | WebSocketRoute)}


async def test_every_route_is_known(open_gateway: GatewayUnderTest) -> None:
    assert paths_of(open_gateway) == set(PUBLIC) | NEEDS_A_TOKEN


async def test_in_production_there_are_the_probes_and_the_endpoint() -> None:
    async with GatewayUnderTest(production=True, introspection=False) as gateway:
        assert paths_of(gateway) == {"/livez", "/readyz", "/graphql"}


QUERIES = (
    "{ viewer { role } }", "{ __typename }", "{ __schema { types { name } } }", "{ _service { sdl } }",
    "{ organization { id } }", "mutation { userDelete(input: {id: \"x\"}) { userErrors { code } } }",
    "subscription { device(id: \"x\") { id } }", "nonsense {", "",
)  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
async def test_the_endpoint_answers_nobody(open_gateway: GatewayUnderTest, method: str) -> None:
    """Not even whether a document is good, or what the schema is."""
    open_gateway.sandbox.reset_calls()
    for accept, expected in (("application/json", 401), ("text/event-stream", 401), ("multipart/mixed", 406)):
        answers = set()
        for query in QUERIES:
            bodies: tuple[dict[str, Any], ...] = (
                {"json": {"query": query}}, {"params": {"query": query}}, {"json": [{"query": query}]}
            )  # fmt: skip
            for body in bodies:
                headers = {"accept": accept, "x-request-id": "same"}
                response = await open_gateway.http.request(method, "/graphql", headers=headers, **body)
                answers.add((response.status_code, response.content))
        ((status, content),) = answers
        assert status == (expected if method in ("GET", "POST") else 405)
        assert b'"data"' not in content
    assert open_gateway.sandbox.calls == []
    assert open_gateway.sandbox.token_requests == 0


@pytest.mark.parametrize("headers", [
    {}, {"authorization": ""}, {"cookie": "session=1; token=eyJ"}, {"x-api-key": "1"},
    {"x-forwarded-user": "admin"},
    {"x-user-id": "1", "x-role": "administrator"}, {"authorization": "Basic YWRtaW46YWRtaW4="},
    {"proxy-authorization": "Bearer a.b.c"}, {"x-forwarded-for": "127.0.0.1", "forwarded": "for=127.0.0.1"},
])  # fmt: skip
async def test_nothing_else_lets_anybody_in(open_gateway: GatewayUnderTest, headers: dict[str, str]) -> None:
    response = await open_gateway.post("{ viewer { role } }", headers)
    assert response.status_code == 401
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("path", sorted(PUBLIC))
async def test_public_routes_show_nothing_of_anybody(open_gateway: GatewayUnderTest, path: str) -> None:
    """Nor do they ask the upstream about anybody: only ``/readyz`` makes sure of a token."""
    open_gateway.sandbox.reset_calls()
    for method in METHODS:
        response = await open_gateway.http.request(method, path.replace("{name}", "index.js"))
        assert response.status_code in {200, 400, 404, 405}, (method, response.status_code)
        assert "set-cookie" not in response.headers
        for organization in open_gateway.settings.organizations:
            for told in (organization.organization_id, organization.client_id, organization.client_secret):
                assert told not in response.text
    assert open_gateway.sandbox.calls == []


async def test_what_is_not_ready_is_told_without_names() -> None:
    async with GatewayUnderTest() as plain:
        broken = tuple(replace(each, client_secret="wrong-planted") for each in plain.settings.organizations)
    async with GatewayUnderTest(organizations=broken) as gateway:
        response = await gateway.http.get("/readyz")
        assert response.json() == {
            "status": "not ready",
            "reasons": ["organization 1: UPSTREAM_REJECTED", "organization 2: UPSTREAM_REJECTED"],
        }


@pytest.mark.parametrize("path", [
    "/graphql/", "/GraphQL", "//graphql", "/graphql;x", "/graphql/../graphql", "/%67raphql/x",
    "/oauth/token/", "/metrics", "/docs", "/openapi.json", "/admin", "/.env", "/graphiql/../settings",
    "/graphiql/assets/..%2findex", "/graphiql/assets/%2e%2e%2f%2e%2e%2fpyproject.toml",
])  # fmt: skip
async def test_there_is_nothing_else(open_gateway: GatewayUnderTest, path: str) -> None:
    for method in ("GET", "POST"):
        response = await open_gateway.http.request(method, httpx.URL(f"http://gateway.test{path}"))
        assert response.status_code in {404, 405, 307, 401}, response.status_code
        if response.status_code == 307:  # Starlette's own, of a slash too many or missing
            assert response.headers["location"].startswith("http://gateway.test/")
        assert "podero" not in response.text


async def test_a_websocket_answers_nobody(open_gateway: GatewayUnderTest) -> None:
    async with InProcessClient(open_gateway.app) as client:
        await client.subscribe("1", "{ __typename }")
        assert await client.closed() == (4401, "Unauthorized")
    async with InProcessClient(open_gateway.app) as client:
        await client.send({"type": "connection_init"})
        assert await client.closed() == (4401, "Unauthorized")
    async with InProcessClient(open_gateway.app) as client:
        await client.send({"type": "ping"})
        assert await client.receive() == {"type": "pong"}
        await client.silence()
