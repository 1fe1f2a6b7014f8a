"""A Partner API that misbehaves: one coded error at the exact place, everything else is there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from gateway.settings.model import UpstreamSettings
from sandbox import TOKEN_PATH, Fault
from tests.bad_input.answers import Outcome, failing
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest

pytestmark = pytest.mark.anyio

TELLTALE = "sandbox secret http://partner.test/org/ Traceback"

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "garbage": ({"kind": "garbage"}, "UPSTREAM_INVALID_RESPONSE"),
    "garbage text": ({"kind": "garbage", "body": TELLTALE}, "UPSTREAM_INVALID_RESPONSE"),
    "truncated": ({"kind": "truncate"}, "UPSTREAM_INVALID_RESPONSE"),
    "wrong shape": ({"kind": "wrong_shape"}, "UPSTREAM_INVALID_RESPONSE"),
    "null": ({"kind": "garbage", "body": "null"}, "UPSTREAM_INVALID_RESPONSE"),
    "a list of numbers": ({"kind": "status", "status": 200, "body": [1, 2]}, "UPSTREAM_INVALID_RESPONSE"),
    "rows without id": ({"kind": "status", "status": 200, "body": [{}]}, "UPSTREAM_INVALID_RESPONSE"),
    "rows with a bad id": (
        {"kind": "status", "status": 200, "body": [{"id": "../../org/x"}]},
        "UPSTREAM_INVALID_RESPONSE",
    ),
    "nothing": ({"kind": "garbage", "body": ""}, "UPSTREAM_INVALID_RESPONSE"),
    "no content": ({"kind": "status", "status": 204}, "UPSTREAM_INVALID_RESPONSE"),
    "html": ({"kind": "html"}, "UPSTREAM_UNAVAILABLE"),
    "html with success": ({"kind": "html", "status": 200}, "UPSTREAM_INVALID_RESPONSE"),
    "oversize": ({"kind": "oversize"}, "UPSTREAM_INVALID_RESPONSE"),
    "redirect": ({"kind": "redirect"}, "UPSTREAM_REJECTED"),
    "redirect elsewhere": (
        {"kind": "redirect", "status": 307, "headers": {"location": "http://elsewhere.test/"}},
        "UPSTREAM_REJECTED",
    ),
    "400": ({"kind": "status", "status": 400, "body": TELLTALE}, "UPSTREAM_REJECTED"),
    "403": ({"kind": "status", "status": 403, "body": {"detail": TELLTALE}}, "UPSTREAM_REJECTED"),
    "404": ({"kind": "status", "status": 404}, "UPSTREAM_REJECTED"),
    "409": ({"kind": "status", "status": 409}, "UPSTREAM_REJECTED"),
    "418": ({"kind": "status", "status": 418}, "UPSTREAM_REJECTED"),
    "422": ({"kind": "status", "status": 422, "body": {"detail": [{"msg": TELLTALE}]}}, "UPSTREAM_REJECTED"),
    "429": ({"kind": "status", "status": 429}, "UPSTREAM_UNAVAILABLE"),
    "500": ({"kind": "status", "status": 500, "body": TELLTALE}, "UPSTREAM_UNAVAILABLE"),
    "502": ({"kind": "status", "status": 502}, "UPSTREAM_UNAVAILABLE"),
    "503": ({"kind": "status", "status": 503}, "UPSTREAM_UNAVAILABLE"),
    "599": ({"kind": "status", "status": 599}, "UPSTREAM_UNAVAILABLE"),
    "reset": ({"kind": "reset"}, "UPSTREAM_UNAVAILABLE"),
    "silence": ({"kind": "hang"}, "UPSTREAM_TIMEOUT"),
    "late": ({"kind": "delay", "seconds": 60}, "UPSTREAM_TIMEOUT"),
    "slow": ({"kind": "slow_body", "seconds": 60}, "UPSTREAM_TIMEOUT"),
}


@asynccontextmanager
async def impatient(**settings: Any) -> AsyncIterator[GatewayUnderTest]:  # noqa: ANN401 - fields of Settings
    """A gateway that asks the Partner API once, and waits for a fraction of a second only."""
    limits = UpstreamSettings(
        connect_timeout_seconds=0.5, read_timeout_seconds=0.5, total_timeout_seconds=0.5, max_attempts=1
    )
    async with GatewayUnderTest(**{"upstream": limits, **settings}) as gateway:
        await gateway.ask("{ organization { users(first: 0) { totalCount } } }")  # so that there is a token
        gateway.sandbox.reset_calls()
        yield gateway


def home(gateway: GatewayUnderTest) -> str:
    return f"/org/{HOME.organization_id}/users/{gateway.user_row(RICH)['id']}"


HOME_SCREEN = """query($id: ID!) { user(by: {id: $id}) {
  id broken: buildings { name } heatPumps { id } wallboxes { id }
} }"""


@pytest.mark.parametrize("name", FAULTS)
async def test_one_list_of_one_user(name: str) -> None:
    fault, code = FAULTS[name]
    async with impatient() as gateway:
        variables = {"id": gateway.user_id()}
        whole = await gateway.ask(HOME_SCREEN, variables)
        assert len(whole["user"]["broken"]) == 2
        gateway.sandbox.reset_calls()
        path = home(gateway)
        gateway.sandbox.add_fault(Fault(match=f"{path}/buildings$", **fault))
        result = await failing(gateway, HOME_SCREEN, variables)
        assert result == Outcome(
            200, {"user": {**whole["user"], "broken": None}}, [(code, ["user", "broken"])]
        )
        expected = ["", "/buildings", "/heat-pumps", "/wallboxes"]
        assert sorted(gateway.sandbox.calls) == [f"GET {path}{each}" for each in expected]
        # Nothing of the failure is kept.
        gateway.sandbox.clear_faults()
        assert await gateway.ask(HOME_SCREEN, variables) == whole


@pytest.mark.parametrize("name", ["garbage", "redirect", "403", "500", "reset", "silence"])
async def test_the_list_of_users(name: str) -> None:
    fault, code = FAULTS[name]
    query = "{ viewer { role } organization { id users { totalCount } } }"
    async with impatient() as gateway:
        whole = await gateway.ask(query)
        gateway.sandbox.reset_calls()
        gateway.sandbox.add_fault(Fault(match="/users$", **fault))
        result = await failing(gateway, query)
        organization = {**whole["organization"], "users": None}
        assert result == Outcome(
            200, {**whole, "organization": organization}, [(code, ["organization", "users"])]
        )
        assert len(gateway.sandbox.calls) == 1


async def test_one_users_list_among_many() -> None:
    query = "{ organization { users(first: 100) { nodes { id buildings { id } } } } }"
    async with impatient() as gateway:
        whole = await gateway.ask(query)
        gateway.sandbox.add_fault(Fault(match=f"{home(gateway)}/buildings$", kind="status", status=500))
        result = await failing(gateway, query)
        nodes = whole["organization"]["users"]["nodes"]
        position = next(n for n, node in enumerate(nodes) if node["id"] == gateway.user_id())
        nodes[position]["buildings"] = None
        path: list[str | int] = ["organization", "users", "nodes", position, "buildings"]
        assert result == Outcome(200, whole, [("UPSTREAM_UNAVAILABLE", path)])


LOOK_UPS = """query($id: ID!) {
  viewer { role }
  user(by: {id: $id}) { id }
  node(id: $id) { id }
  nodes(ids: [$id, $id]) { id }
}"""


@pytest.mark.parametrize("name", ["garbage", "wrong shape", "redirect", "403", "429", "500", "reset", "late"])
async def test_looking_one_user_up(name: str) -> None:
    fault, code = FAULTS[name]
    async with impatient() as gateway:
        gateway.sandbox.add_fault(Fault(match=f"{home(gateway)}$", **fault))
        status, data, errors = await failing(gateway, LOOK_UPS, {"id": gateway.user_id()}, role="user")
        assert status == 200
        assert data == {"viewer": {"role": "USER"}, "user": None, "node": None, "nodes": [None, None]}
        assert sorted(errors, key=repr) == sorted(
            [(code, ["user"]), (code, ["node"]), (code, ["nodes", 0]), (code, ["nodes", 1])], key=repr
        )
        assert gateway.sandbox.calls == [f"GET {home(gateway)}"]


async def test_a_user_that_is_not_there_is_null_without_error() -> None:
    async with impatient() as gateway:
        gateway.sandbox.add_fault(Fault(match=f"{home(gateway)}$", kind="status", status=404))
        data = await gateway.ask(LOOK_UPS, {"id": gateway.user_id()}, role="user")
        assert data == {"viewer": {"role": "USER"}, "user": None, "node": None, "nodes": [None, None]}


async def test_the_upstream_refuses_every_token() -> None:
    """One new token is tried, then it is an error like any refusal."""
    async with impatient() as gateway:
        gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=401))
        result = await failing(gateway, "{ organization { users { totalCount } } }")
        assert result == Outcome(
            200, {"organization": {"users": None}}, [("UPSTREAM_REJECTED", ["organization", "users"])]
        )
        assert gateway.sandbox.calls == [f"GET /org/{HOME.organization_id}/users"] * 2
        assert gateway.sandbox.token_requests == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "status", "status": 500}, "UPSTREAM_UNAVAILABLE"),
        ({"kind": "status", "status": 503, "body": TELLTALE}, "UPSTREAM_UNAVAILABLE"),
        ({"kind": "status", "status": 401, "body": {"error": TELLTALE}}, "UPSTREAM_REJECTED"),
        ({"kind": "status", "status": 400, "body": {"error": "invalid_client"}}, "UPSTREAM_REJECTED"),
        ({"kind": "garbage"}, "UPSTREAM_INVALID_RESPONSE"),
        ({"kind": "wrong_shape"}, "UPSTREAM_INVALID_RESPONSE"),
        ({"kind": "reset"}, "UPSTREAM_UNAVAILABLE"),
        ({"kind": "hang"}, "UPSTREAM_TIMEOUT"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["kind"],
)
async def test_no_token_to_be_had(fault: dict[str, Any], code: str) -> None:
    limits = UpstreamSettings(total_timeout_seconds=0.3)
    async with GatewayUnderTest(upstream=limits) as gateway:
        gateway.sandbox.add_fault(Fault(match=TOKEN_PATH, **fault))
        query = "{ viewer { role } organization { id users { totalCount } } }"
        status, data, errors = await failing(gateway, query)
        assert (status, errors) == (200, [(code, ["organization", "users"])])
        assert data["viewer"] == {"role": "ADMINISTRATOR"}
        assert data["organization"]["users"] is None
        assert gateway.sandbox.calls == []


async def test_the_deadline_of_the_whole_operation() -> None:
    limits = UpstreamSettings()
    async with impatient(operation_deadline_seconds=0.4, upstream=limits) as gateway:
        gateway.sandbox.add_fault(Fault(match="/buildings$", kind="hang"))
        result = await failing(gateway, "{ viewer { role user { id buildings { id } } } }", role="user")
        user = {"id": gateway.user_id(), "buildings": None}
        assert result == Outcome(
            200,
            {"viewer": {"role": "USER", "user": user}},
            [("UPSTREAM_TIMEOUT", ["viewer", "user", "buildings"])],
        )


@pytest.mark.parametrize("name", ["garbage", "500", "silence"])
async def test_a_device_and_what_hangs_off_it(name: str) -> None:
    fault, code = FAULTS[name]
    query = """query($id: ID!) { user(by: {id: $id}) {
      heatPumps { id building { id } } devices { id } energyContracts { id building { id } }
    } }"""
    async with impatient() as gateway:
        variables = {"id": gateway.user_id()}
        whole = await gateway.ask(query, variables)
        gateway.sandbox.add_fault(Fault(match=f"{home(gateway)}/(buildings|wallboxes)$", **fault))
        status, data, errors = await failing(gateway, query, variables)
        user = whole["user"]
        without = [{**each, "building": None} for each in user["heatPumps"]]
        contracts = [{**each, "building": None} for each in user["energyContracts"]]
        assert status == 200
        assert data == {"user": {"heatPumps": without, "devices": None, "energyContracts": contracts}}
        expected: list[tuple[str, list[str | int]]] = [(code, ["user", "devices"])]
        expected += [(code, ["user", "heatPumps", n, "building"]) for n in range(2)]
        expected += [
            (code, ["user", "energyContracts", n, "building"])
            for n, each in enumerate(user["energyContracts"])
            if each["building"] is not None
        ]
        assert sorted(errors, key=repr) == sorted(expected, key=repr)
