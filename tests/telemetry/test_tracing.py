"""Spans as a collector gets them over HTTP, and the trace as the Partner API sees it."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx
import pytest

from gateway.settings import CacheSettings, TelemetrySettings, load_settings
from sandbox import Fault, Sandbox, SandboxOptions
from tests.gateway.test_settings import environ
from tests.gateway_under_test import HOME, NOON, RICH, GatewayUnderTest
from tests.telemetry.collector import Collector

pytestmark = pytest.mark.anyio

QUERY = """query HomeScreen($id: ID!) {
  user(by: {id: $id}) { firstName buildings { name } devices { id } }
}"""
_NOTHING_KEPT = CacheSettings(is_enabled=False)
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"


class Listening(httpx.ASGITransport):
    """The way to the sandbox; knows what the Partner API was told of traces."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox.app)
        self.told: list[tuple[str, str | None, list[str]]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        names = [name for name in request.headers if name in ("tracestate", "baggage")]
        self.told.append((request.url.path, request.headers.get("traceparent"), names))
        return await super().handle_async_request(request)


@pytest.fixture
async def collector(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Collector]:
    async with Collector() as running:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", running.address)
        yield running


def traced(cache: CacheSettings = _NOTHING_KEPT) -> tuple[GatewayUnderTest, Listening]:
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    transport = Listening(sandbox)
    telemetry = TelemetrySettings(tracing=True)
    return GatewayUnderTest(sandbox=sandbox, transport=transport, telemetry=telemetry, cache=cache), transport


async def test_an_operation_its_batches_and_its_calls(collector: Collector) -> None:
    gateway, upstream = traced(cache=CacheSettings())
    async with gateway:
        headers = gateway.bearer() | {"traceparent": TRACEPARENT, "tracestate": "vendor=x", "baggage": "a=b"}
        body = {"query": QUERY, "variables": {"id": gateway.user_id()}}
        assert (await gateway.http.post("/graphql", json=body, headers=headers)).status_code == 200
    operation = collector.named("query HomeScreen")
    assert (operation.trace_id, operation.parent_id, operation.kind) == (TRACE, PARENT, 2)
    assert operation.attributes.pop("graphql_gateway.request_id")
    assert operation.attributes == {
        "graphql.operation.type": "query",
        "graphql.operation.name": "HomeScreen",
        "graphql_gateway.role": "ADMINISTRATOR",
        "graphql_gateway.organization_id": HOME.organization_id,
        "graphql_gateway.outcome": "ok",
        "graphql_gateway.upstream_calls": 6,
    }
    batches = collector.below(operation)
    assert [batch.name for batch in batches] == ["load buildings", "load devices", "load user"]
    assert [batch.attributes["graphql_gateway.questions"] for batch in batches] == [1, 4, 1]
    assert [batch.attributes["graphql_gateway.source.upstream"] for batch in batches] == [1, 4, 1]
    calls = [call for batch in batches for call in collector.below(batch)]
    assert [call.name for call in calls][:2] == ["upstream buildings", "upstream devices.electric-vehicles"]
    assert {(call.trace_id, call.kind) for call in calls} == {(TRACE, 3)}
    # Never a span for a field: nothing else was traced.
    assert len(collector.spans) == 1 + len(batches) + len(calls) == 10
    # Each call passed on its own span, and nothing else of the trace; the token is for everybody.
    told = {parent for path, parent, _ in upstream.told if "oauth2" not in path}
    assert told == {f"00-{TRACE}-{call.span_id}-01" for call in calls}
    assert [parent for path, parent, _ in upstream.told if "oauth2" in path] == [None]
    assert [names for *_, names in upstream.told if names] == []
    assert collector.resource["service.name"] == "podero-graphql-gateway"


async def test_nothing_about_people_and_no_secret(collector: Collector) -> None:
    gateway, _ = traced()
    async with gateway:
        headers = gateway.bearer("user")
        await gateway.post(QUERY, headers, {"id": gateway.user_id()})
        user = gateway.user_row(RICH)
        secrets = [
            user["id"],
            user["first_name"],
            user["email"],
            gateway.user_id(),
            headers["authorization"][7:],
        ]
        secrets += [HOME.client_secret, "http://", "firstName"]
    assert b"query HomeScreen" in collector.raw
    assert [secret for secret in secrets if secret.encode() in collector.raw] == []


async def test_attempts_are_events_and_failures_have_codes(collector: Collector) -> None:
    gateway, _ = traced()
    async with gateway:
        gateway.sandbox.add_fault(Fault(match="/buildings$", kind="status", status=503, times=1))
        gateway.sandbox.add_fault(Fault(match="/heat-pumps$", kind="status", status=400))
        await gateway.ask_with_errors(QUERY, {"id": gateway.user_id()})
    call = collector.named("upstream buildings")
    told = [
        (name, event["attempt"], event["outcome"], event["http.response.status_code"])
        for name, event in call.events
    ]
    assert told == [("attempt", 1, "UPSTREAM_UNAVAILABLE", 503), ("attempt", 2, "OK", 200)]
    assert (call.attributes["graphql_gateway.attempts"], call.status) == (2, 0)
    assert collector.named("upstream devices.heat-pumps").status == 2
    operation = collector.named("query HomeScreen")
    assert (operation.status, operation.attributes["graphql_gateway.error.codes"]) == (
        2,
        ["UPSTREAM_REJECTED"],
    )
    assert operation.attributes["graphql_gateway.outcome"] == "partial"


async def test_what_is_held_needs_no_calls(collector: Collector) -> None:
    gateway, _ = traced(cache=CacheSettings())
    async with gateway:
        # Three texts' bytes: asked, asked of what is held, and answered with the bytes of before.
        for text in ("", " ", ""):
            await gateway.ask(f"query All {{ organization {{ users {{ totalCount }} }} }}{text}")
    assert len([span for span in collector.spans if span.name == "query All"]) == 3
    batches = [span for span in collector.spans if span.name == "load users"]
    assert [batch.attributes.get("graphql_gateway.source.cache", 0) for batch in batches] == [0, 1]
    assert len([span for span in collector.spans if span.name == "upstream users"]) == 1


async def test_writes_and_events_of_subscriptions(collector: Collector) -> None:
    gateway, _ = traced()
    mutation = (
        'mutation Rename($id: ID!) { userUpdate(input: {id: $id, firstName: "A"}) { userErrors { code } } }'
    )
    subscription = "subscription Follow($id: ID!) { userDevicesUpdated(userId: $id) { removedIds } }"
    async with gateway:
        await gateway.ask(mutation, {"id": gateway.user_id()})
        async with aclosing(gateway.follow(subscription, {"id": gateway.user_id()}, role="staff")) as stream:
            await anext(stream)
    operation = collector.named("mutation Rename")
    assert "upstream update_user" in [span.name for span in collector.below(operation)]
    followed = [span for span in collector.spans if span.name == "subscription Follow"]
    assert len(followed) == 2  # setting it up, and one event
    assert len({span.trace_id for span in followed}) == 2


@pytest.mark.parametrize("header", ["", "nonsense", f"00-{'0' * 32}-{PARENT}-01", f"ff-{TRACE}-{PARENT}-01"])
async def test_a_trace_that_makes_no_sense_begins_anew(collector: Collector, header: str) -> None:
    gateway, _ = traced()
    async with gateway:
        await gateway.post("{ viewer { role } }", gateway.bearer() | {"traceparent": header})
    (span,) = collector.spans
    assert (span.name, span.parent_id) == ("query (anonymous)", "")
    assert span.trace_id != TRACE


async def test_what_the_client_does_not_sample_is_not_traced_and_still_passed_on(
    collector: Collector,
) -> None:
    gateway, upstream = traced()
    async with gateway:
        headers = gateway.bearer() | {"traceparent": f"00-{TRACE}-{PARENT}-00"}
        await gateway.post("{ organization { users { totalCount } } }", headers)
    assert collector.spans == []
    (parent,) = (parent for path, parent, _ in upstream.told if "oauth2" not in path)
    assert parent is not None
    assert re.fullmatch(f"00-{TRACE}-[0-9a-f]{{16}}-00", parent)


async def test_a_collector_that_is_away_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("gateway.telemetry.tracing.spans._LAST_WORDS_SECONDS", 0.05)
    gateway, _ = traced()
    async with gateway:
        await gateway.ask("{ viewer { role } }")


@pytest.mark.parametrize(
    ("variables", "is_on"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "GATEWAY_TRACING": "false"}, False),
        ({"GATEWAY_TRACING": "true"}, True),
    ],
)
def test_it_is_on_if_somebody_says_where_spans_go(variables: dict[str, str], is_on: bool) -> None:
    assert load_settings(environ() | variables).telemetry.tracing is is_on


def test_nothing_of_it_is_loaded_while_it_is_off() -> None:
    # redis-py loads what it finds of OpenTelemetry's metrics, whether anybody wants them or not.
    heavy = ("opentelemetry.sdk.trace", "opentelemetry.exporter", "google.protobuf", "requests")
    program = f"import gateway.app, sys; print([n for n in sys.modules if n.startswith({heavy})])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout == "[]\n"
