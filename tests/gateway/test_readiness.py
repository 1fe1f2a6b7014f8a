"""``/readyz``: ready once everything was there, and not less so when the upstream goes away."""

import pytest

from sandbox.faults import Fault
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest

pytestmark = pytest.mark.anyio

_TOKENS_FAIL = Fault(match="^/oauth2/token", kind="status", status=503)


async def _asked(gateway: GatewayUnderTest) -> tuple[int, list[str]]:
    answer = await gateway.http.get("/readyz")
    return answer.status_code, answer.json()["reasons"]


async def test_not_before_there_was_a_token_for_each_organization(gateway: GatewayUnderTest) -> None:
    gateway.sandbox.add_fault(_TOKENS_FAIL)
    assert await _asked(gateway) == (
        503,
        ["organization 1: UPSTREAM_UNAVAILABLE", "organization 2: UPSTREAM_UNAVAILABLE"],
    )


async def test_an_outage_of_the_upstream_takes_no_replica_away(gateway: GatewayUnderTest) -> None:
    assert await _asked(gateway) == (200, [])
    gateway.sandbox.add_fault(_TOKENS_FAIL)
    gateway.sandbox.revoke_tokens()
    _, errors = await gateway.ask_with_errors("{ organization { users(first: 1) { nodes { id } } } }")
    assert errors == [("UPSTREAM_UNAVAILABLE", ["organization", "users"])]
    assert gateway.sandbox.token_requests == 2  # what was given out before, and nothing since
    assert await _asked(gateway) == (200, [])
    assert {HOME.organization_id, OTHER.organization_id} == gateway.settings.organization_ids
