"""The claimed role against the Partner API's own record: the lower one counts."""

import json
from collections.abc import AsyncIterator

import pytest

from cache import RULES, Kind
from gateway.settings import CacheSettings, UpstreamSettings
from sandbox import Fault
from tests.authentication.clients import BILLING_SECRET, bearer, token_endpoint
from tests.cache.scripted import Clock
from tests.gateway_under_test import HOME, RICH, STAFF, GatewayUnderTest
from tests.websocket.in_process import InProcessClient

pytestmark = pytest.mark.anyio

WHO = "{ viewer { role } }"
ADMINISTRATOR = 0


@pytest.fixture
async def gateway() -> AsyncIterator[GatewayUnderTest]:
    """One that checks roles and keeps records; its cache's clock is the test's."""
    async with GatewayUnderTest(
        check_roles=True,
        cache=CacheSettings(),
        token_endpoint=token_endpoint(),
        upstream=UpstreamSettings(max_attempts=1),
    ) as running:
        levels = running.app.state.cache._levels
        levels.clock = levels.failures._clock = Clock()
        yield running


def clock_of(gateway: GatewayUnderTest) -> Clock:
    clock: Clock = gateway.app.state.cache._levels.clock
    return clock


def claiming(gateway: GatewayUnderTest, role: str, position: int) -> dict[str, str]:
    return {"authorization": f"Bearer {gateway.token(role, gateway.user_row(position)['id'])}"}


async def role_of(gateway: GatewayUnderTest, headers: dict[str, str]) -> object:
    """The role that a viewer has; the code and status if none."""
    response = await gateway.post(WHO, headers)
    body = response.json()
    if "errors" in body:
        (error,) = body["errors"]
        return response.status_code, error["extensions"]["code"]
    return body["data"]["viewer"]["role"]


@pytest.mark.parametrize(
    ("claimed", "position", "expected", "calls"),
    [
        ("administrator", ADMINISTRATOR, "ADMINISTRATOR", 1),
        ("administrator", STAFF, "STAFF", 1),
        ("administrator", RICH, "USER", 1),
        ("staff", ADMINISTRATOR, "STAFF", 1),
        ("staff", STAFF, "STAFF", 1),
        ("staff", RICH, "USER", 1),
        ("user", ADMINISTRATOR, "USER", 0),
        ("user", RICH, "USER", 0),
    ],
)
async def test_the_lower_one_counts(
    gateway: GatewayUnderTest, claimed: str, position: int, expected: str, calls: int
) -> None:
    headers = claiming(gateway, claimed, position)
    assert await role_of(gateway, headers) == expected
    assert await role_of(gateway, headers) == expected
    path = f"GET /org/{HOME.organization_id}/users/{gateway.user_row(position)['id']}"
    assert gateway.sandbox.calls == [path] * calls


async def test_who_lost_a_role_has_lost_its_rights(gateway: GatewayUnderTest) -> None:
    """Not only the name of the role: an end user with an old token of staff sees what end users see."""
    response = await gateway.post(
        "{ organization { users { totalCount } } }", claiming(gateway, "staff", RICH)
    )
    assert response.json()["data"]["organization"]["users"]["totalCount"] == 1
    assert f"GET /org/{HOME.organization_id}/users" not in gateway.sandbox.calls


async def test_servers_have_no_record(gateway: GatewayUnderTest) -> None:
    assert await role_of(gateway, gateway.bearer("administrator")) == "ADMINISTRATOR"
    assert await role_of(gateway, await bearer(gateway, "billing", BILLING_SECRET)) == "ADMINISTRATOR"
    assert gateway.sandbox.calls == []


async def test_it_is_off_by_default() -> None:
    async with GatewayUnderTest() as gateway:
        assert await role_of(gateway, claiming(gateway, "administrator", RICH)) == "ADMINISTRATOR"
        assert gateway.sandbox.calls == []


async def test_whose_record_is_gone_is_nobody(gateway: GatewayUnderTest) -> None:
    headers = {"authorization": f"Bearer {gateway.token('staff', '00000000-0000-4000-8000-000000000000')}"}
    assert await role_of(gateway, headers) == (401, "UNAUTHENTICATED")


async def test_a_role_that_nobody_knows_is_none(gateway: GatewayUnderTest) -> None:
    row = {**gateway.user_row(STAFF), "role": "superhero"}
    gateway.sandbox.add_fault(Fault(match="/users/", kind="status", status=200, body=json.dumps(row)))
    assert await role_of(gateway, claiming(gateway, "staff", STAFF)) == (401, "UNAUTHENTICATED")


async def test_a_role_that_was_taken_here_is_gone_at_once(gateway: GatewayUnderTest) -> None:
    headers = claiming(gateway, "staff", STAFF)
    assert await role_of(gateway, headers) == "STAFF"
    query = """mutation($id: ID!) {
      userRoleUpdate(input: {id: $id, role: USER}) { userErrors { code } }
    }"""
    await gateway.ask(query, {"id": gateway.user_id(STAFF)})
    assert await role_of(gateway, headers) == "USER"


async def test_the_last_known_role_counts_while_the_upstream_is_down_for_an_hour(
    gateway: GatewayUnderTest,
) -> None:
    headers, stranger = claiming(gateway, "staff", STAFF), claiming(gateway, "staff", ADMINISTRATOR)
    assert await role_of(gateway, headers) == "STAFF"
    gateway.sandbox.add_fault(Fault(match="/users", kind="status", status=503))
    clock_of(gateway).now += RULES[Kind.USER].if_error - 1
    assert await role_of(gateway, headers) == "STAFF"
    assert await role_of(gateway, stranger) == (503, "IDENTITY_UNAVAILABLE")
    clock_of(gateway).now += 2
    response = await gateway.post(WHO, headers)
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert response.json()["errors"][0]["extensions"]["code"] == "IDENTITY_UNAVAILABLE"


async def test_without_a_cache_it_asks_each_time_and_fails_closed() -> None:
    async with GatewayUnderTest(check_roles=True, upstream=UpstreamSettings(max_attempts=1)) as gateway:
        headers = claiming(gateway, "staff", STAFF)
        assert [await role_of(gateway, headers) for _ in range(2)] == ["STAFF"] * 2
        assert len(gateway.sandbox.calls) == 2
        gateway.sandbox.add_fault(Fault(match="/users", kind="status", status=403))
        assert await role_of(gateway, headers) == (503, "IDENTITY_UNAVAILABLE")


async def test_a_websocket_is_checked_at_each_operation(gateway: GatewayUnderTest) -> None:
    headers = claiming(gateway, "staff", STAFF)
    async with InProcessClient(gateway.app) as client:
        await client.initialise(headers["authorization"])
        await client.subscribe("1", WHO)
        assert (await client.receive())["payload"]["data"] == {"viewer": {"role": "STAFF"}}
        assert (await client.receive())["type"] == "complete"
        query = "mutation($id: ID!) { userRoleUpdate(input: {id: $id, role: USER}) { userErrors { code } } }"
        await gateway.ask(query, {"id": gateway.user_id(STAFF)})
        await client.subscribe("2", WHO)
        assert (await client.receive())["payload"]["data"] == {"viewer": {"role": "USER"}}
        assert (await client.receive())["type"] == "complete"


async def test_a_websocket_operation_that_cannot_be_checked_fails_alone() -> None:
    async with (
        GatewayUnderTest(check_roles=True, upstream=UpstreamSettings(max_attempts=1)) as gateway,
        InProcessClient(gateway.app) as client,
    ):
        await client.initialise(claiming(gateway, "staff", STAFF)["authorization"])
        gateway.sandbox.add_fault(Fault(match="/users", kind="status", status=503))
        await client.subscribe("1", WHO)
        message = await client.receive()
        (error,) = message["payload"]
        assert (message["type"], error["extensions"]["code"]) == ("error", "IDENTITY_UNAVAILABLE")
        gateway.sandbox.clear_faults()
        await client.subscribe("2", WHO)
        assert (await client.receive())["payload"]["data"] == {"viewer": {"role": "STAFF"}}
