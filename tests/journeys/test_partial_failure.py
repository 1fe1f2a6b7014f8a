"""A broken upstream for one user leaves everybody else's data where it is."""

import pytest

from sandbox import Fault
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest

pytestmark = pytest.mark.anyio

PAGE = """{ organization { users(first: 25, orderBy: {field: EMAIL}) { nodes {
  id email buildings { id name } energyContracts { id } heatPumps { id } electricVehicles { id }
} } } }"""


async def test_one_failing_list_is_null_at_its_own_path_only(gateway: GatewayUnderTest) -> None:
    healthy = await gateway.ask(PAGE)
    nodes = healthy["organization"]["users"]["nodes"]
    position = next(i for i, node in enumerate(nodes) if node["id"] == gateway.user_id(RICH))
    assert nodes[position]["buildings"]
    broken = gateway.user_row(RICH)["id"]
    gateway.sandbox.add_fault(Fault(match=f"users/{broken}/buildings$", kind="status", status=500))

    response = await gateway.post(PAGE, gateway.bearer())

    body = response.json()
    nodes[position]["buildings"] = None
    assert response.status_code == 200
    assert body["data"] == healthy
    assert body["errors"] == [
        {
            "message": "The Partner API is not available at the moment.",
            "locations": [{"line": 2, "column": 12}],
            "path": ["organization", "users", "nodes", position, "buildings"],
            "extensions": {
                "code": "UPSTREAM_UNAVAILABLE",
                "isRetryable": True,
                "requestId": response.headers["x-request-id"],
            },
        }
    ]


async def test_every_place_that_needs_a_failing_list_gets_its_own_error(gateway: GatewayUnderTest) -> None:
    gateway.sandbox.add_fault(Fault(match="/energy-contracts$", kind="status", status=503))
    data, errors = await gateway.ask_with_errors(
        """query($id: ID!) { user(by: {id: $id}) {
          energyContracts { id } buildings { name energyContracts { id } }
        } }""",
        {"id": gateway.user_id()},
    )
    assert data["user"]["energyContracts"] is None
    assert [building["energyContracts"] for building in data["user"]["buildings"]] == [None, None]
    assert all(building["name"] for building in data["user"]["buildings"])
    assert sorted(errors, key=str) == sorted(
        [
            ("UPSTREAM_UNAVAILABLE", ["user", "energyContracts"]),
            ("UPSTREAM_UNAVAILABLE", ["user", "buildings", 0, "energyContracts"]),
            ("UPSTREAM_UNAVAILABLE", ["user", "buildings", 1, "energyContracts"]),
        ],
        key=str,
    )
    (tried,) = {call for call in gateway.sandbox.calls if call.endswith("energy-contracts")}
    assert tried == f"GET /org/{HOME.organization_id}/users/{gateway.user_row(RICH)['id']}/energy-contracts"
    assert gateway.sandbox.calls.count(tried) == gateway.settings.upstream.max_attempts


async def test_a_failing_users_list_leaves_the_rest_of_the_answer(gateway: GatewayUnderTest) -> None:
    gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=500))
    data, errors = await gateway.ask_with_errors(
        "{ viewer { role } organization { id users { totalCount } } }", role="staff"
    )
    assert data["viewer"] == {"role": "STAFF"}
    assert data["organization"]["users"] is None
    assert errors == [("UPSTREAM_UNAVAILABLE", ["organization", "users"])]


async def test_what_has_arrived_at_the_deadline_is_answered() -> None:
    async with GatewayUnderTest(operation_deadline_seconds=0.2) as gateway:
        gateway.sandbox.add_fault(Fault(match="/heat-pumps$", kind="hang"))
        data, errors = await gateway.ask_with_errors(
            """query($id: ID!) { user(by: {id: $id}) {
              email buildings { name heatPumps { id } } heatPumps { id }
            } }""",
            {"id": gateway.user_id()},
        )
        assert data["user"]["email"] == gateway.user_row(RICH)["email"]
        assert [building["heatPumps"] for building in data["user"]["buildings"]] == [None, None]
        assert sorted(errors, key=str) == sorted(
            [
                ("UPSTREAM_TIMEOUT", ["user", "heatPumps"]),
                ("UPSTREAM_TIMEOUT", ["user", "buildings", 0, "heatPumps"]),
                ("UPSTREAM_TIMEOUT", ["user", "buildings", 1, "heatPumps"]),
            ],
            key=str,
        )
