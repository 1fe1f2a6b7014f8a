"""The main job: one nested query equals what the Partner API holds, field by field."""

import pytest

from tests.gateway_under_test import GatewayUnderTest

pytestmark = pytest.mark.anyio


async def test_smoke(gateway: GatewayUnderTest) -> None:
    data = await gateway.ask("{ viewer { role } }")
    assert data == {"viewer": {"role": "ADMINISTRATOR"}}
