"""The doctor before a sandbox that is well, and before upstreams and settings that are not."""

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.doctor import Finding, Outcome, examine, render_findings
from gateway.settings import Settings
from sandbox import API_BASE, TOKEN_PATH
from tests.gateway_under_test import NOON, GatewayUnderTest

pytestmark = pytest.mark.anyio

OK, NOTE, FAILED = Outcome.OK, Outcome.NOTE, Outcome.FAILED


class Wrapped(httpx.AsyncBaseTransport):
    """The sandbox behind a server that tells the time, and whose document can be altered."""

    def __init__(self, gateway: GatewayUnderTest) -> None:
        self._inner = httpx.ASGITransport(gateway.sandbox.app)
        self.alter: Callable[[Any], object] = lambda _: None
        self.date: str | None = "Wed, 14 Oct 2026 12:02:00 GMT"
        self.answer: httpx.Response | None = None
        self.is_down = False
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        if self.is_down:
            raise httpx.ConnectError("refused")
        response = await self._inner.handle_async_request(request)
        if request.url.path == f"{API_BASE}/openapi.json":
            assert "authorization" not in request.headers
            if self.answer is not None:
                return self.answer
            document = json.loads(await response.aread())
            self.alter(document)
            response = httpx.Response(200, json=document)
        if self.date is not None:
            response.headers["date"] = self.date
        return response


@pytest.fixture
def upstream(gateway: GatewayUnderTest) -> Wrapped:
    return Wrapped(gateway)


@pytest.fixture
def settings(gateway: GatewayUnderTest, tmp_path: Path) -> Settings:
    return replace(gateway.settings, write_journal_file=tmp_path / "writes" / "journal.sqlite3")


async def findings(settings: Settings, upstream: Wrapped, **options: Any) -> list[Finding]:  # noqa: ANN401
    clock = options.pop("clock", lambda: NOON)
    return [each async for each in examine(settings, transport=upstream, clock=clock, **options)]


async def failures(settings: Settings, upstream: Wrapped, **options: Any) -> list[Finding]:  # noqa: ANN401
    return [each for each in await findings(settings, upstream, **options) if each.outcome is FAILED]


async def test_all_is_well(settings: Settings, upstream: Wrapped, gateway: GatewayUnderTest) -> None:
    found = await findings(settings, upstream)
    organizations = [each.name or each.organization_id for each in settings.organizations]
    assert [(each.check, each.outcome) for each in found] == [
        ("settings", OK),
        ("journal", OK),
        ("redis", NOTE),
        ("key set", OK),
        *((f"token {name}", OK) for name in organizations),
        ("clock", OK),
        ("Partner API", OK),
        ("Partner API", NOTE),
    ]
    assert all(secret not in render_findings(found) for secret in _secrets(settings))
    # It reads the document once for all organizations there, and nobody's data.
    assert upstream.asked.count(f"GET {API_BASE}/openapi.json") == 1
    assert upstream.asked.count(f"POST {TOKEN_PATH}") == len(organizations)
    assert len(upstream.asked) == 1 + len(organizations)


async def test_everything_can_be_asked_for(settings: Settings, upstream: Wrapped) -> None:
    notes = [each for each in await findings(settings, upstream, is_thorough=True) if each.outcome is NOTE]
    assert "new: Owner.email (in the answer and not read)" in {each.told for each in notes}
    assert len(notes) > 5


async def test_a_field_that_is_gone_and_one_that_is_retyped(settings: Settings, upstream: Wrapped) -> None:
    def alter(document: Any) -> None:  # noqa: ANN401
        for schema in document["components"]["schemas"].values():
            schema.get("properties", {}).pop("is_fully_charged", None)
            if "driving_range" in schema.get("properties", {}):
                schema["properties"]["driving_range"] = {"type": "object"}

    upstream.alter = alter
    operations = (
        "POST create_device.electric-vehicles, GET devices.electric-vehicles"
        ", PUT update_device.electric-vehicles"
    )
    assert {each.told for each in await failures(settings, upstream)} == {
        f"retyped: ElectricVehicle.driving_range (object instead of number) in {operations}",
        f"gone: ElectricVehicle.is_fully_charged (not in the answer) in {operations}",
    }


async def test_an_operation_that_is_gone(settings: Settings, upstream: Wrapped) -> None:
    def alter(document: Any) -> None:  # noqa: ANN401
        del document["paths"][f"{API_BASE}/org/{{org_id}}/users/{{user_id}}/wallboxes"]["get"]

    upstream.alter = alter
    (failure,) = await failures(settings, upstream)
    assert failure.told == "gone: GET devices.wallboxes (the document has no such operation)"


async def test_a_new_field_is_noted(settings: Settings, upstream: Wrapped) -> None:
    def alter(document: Any) -> None:  # noqa: ANN401
        for schema in document["components"]["schemas"].values():
            if "driving_range" in schema.get("properties", {}):
                schema["properties"]["battery_health"] = {"type": "number"}

    upstream.alter = alter
    found = await findings(settings, upstream, is_thorough=True)
    assert "new: ElectricVehicle.battery_health (in the answer and not read)" in {each.told for each in found}
    assert FAILED not in {each.outcome for each in found}


async def test_an_upstream_that_is_down(settings: Settings, upstream: Wrapped) -> None:
    upstream.is_down = True
    found = await failures(settings, upstream)
    assert {each.check.partition(" ")[0] for each in found} == {"token", "Partner"}
    assert found[-1].told == "unreachable: ConnectError"
    assert all(each.advice.endswith("HTTPS out to it.") for each in found)


async def test_a_wrong_secret(settings: Settings, upstream: Wrapped) -> None:
    first, *others = settings.organizations
    wrong = replace(settings, organizations=(replace(first, client_secret="not-it"), *others))
    (failure,) = await failures(wrong, upstream)
    assert failure.check == f"token {first.name or first.organization_id}"
    assert failure.told == "The Partner API refused the request."
    assert "not-it" not in render_findings([failure])


@pytest.mark.parametrize(
    ("off", "outcome", "told"),
    [
        (timedelta(minutes=4), FAILED, "240 s ahead of the Partner API's"),
        (timedelta(minutes=-4), FAILED, "240 s behind the Partner API's"),
        (timedelta(seconds=29), OK, "29 s ahead of the Partner API's"),
        (timedelta(seconds=-31), FAILED, "31 s behind the Partner API's"),
    ],
)
async def test_the_clock(
    settings: Settings, upstream: Wrapped, off: timedelta, outcome: Outcome, told: str
) -> None:
    found = await findings(settings, upstream, clock=lambda: NOON + off)
    assert [(each.outcome, each.told) for each in found if each.check == "clock"] == [(outcome, told)]


@pytest.mark.parametrize("date", [None, "yesterday"])
async def test_an_upstream_that_does_not_tell_the_time(
    settings: Settings, upstream: Wrapped, date: str | None
) -> None:
    upstream.date = date
    found = await findings(settings, upstream)
    assert [each.outcome for each in found if each.check == "clock"] == [NOTE]


@pytest.mark.parametrize(
    ("answer", "outcome", "told"),
    [
        (httpx.Response(404), NOTE, "openapi.json: status 404; changes of the Partner API cannot be seen"),
        (httpx.Response(500), FAILED, "openapi.json: status 500"),
        (httpx.Response(302, headers={"location": "/login"}), FAILED, "openapi.json: status 302"),
        (httpx.Response(200, text="<html>"), FAILED, "openapi.json: it is not JSON"),
        (httpx.Response(200, json={}), FAILED, "openapi.json: it has no paths"),
    ],
)
async def test_a_document_that_is_none(
    settings: Settings, upstream: Wrapped, answer: httpx.Response, outcome: Outcome, told: str
) -> None:
    upstream.answer = answer
    found = await findings(settings, upstream)
    assert [(each.outcome, each.told) for each in found if each.check == "Partner API"] == [(outcome, told)]


async def test_keys_that_are_not_there(settings: Settings, upstream: Wrapped, tmp_path: Path) -> None:
    jwt = replace(settings.jwt, jwks_file=tmp_path / "none.json")
    (failure,) = await failures(replace(settings, jwt=jwt), upstream)
    assert (failure.check, failure.told) == (
        "key set",
        "the key file cannot be read: No such file or directory",
    )


async def test_a_journal_that_cannot_be_made(settings: Settings, upstream: Wrapped, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "journal"
    (failure,) = await failures(replace(settings, write_journal_file=path), upstream)
    assert failure.check == "journal"
    assert failure.advice.startswith("Set GATEWAY_WRITE_JOURNAL")
    found = await findings(replace(settings, write_journal_file=None), upstream)
    assert [each.outcome for each in found if each.check == "journal"] == [NOTE]


async def test_a_redis_that_is_not_there(settings: Settings, upstream: Wrapped) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    cache = replace(settings.cache, redis_url=f"redis://somebody:hush@127.0.0.1:{port}/0")
    (failure,) = await failures(replace(settings, cache=cache), upstream)
    assert (failure.check, failure.told) == ("redis", "cannot be written: ConnectionError")
    assert "hush" not in render_findings([failure])


def test_the_table() -> None:
    rows = [Finding("clock", OK, "0 s"), Finding("key set", FAILED, "none", "Make some.")]
    assert render_findings(rows) == (
        "Check    Outcome  What is, and what to do\nclock    ok       0 s\nkey set  failed   none  Make some."
    )


def _secrets(settings: Settings) -> list[str]:
    return [each.client_secret for each in settings.organizations]
