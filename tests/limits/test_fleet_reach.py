"""A page of the organization's devices looks through so many owners and no more."""

import pytest

from tests.gateway_under_test import GatewayUnderTest

pytestmark = pytest.mark.anyio

PAGE = """query($after: String, $kinds: [DeviceKind!]) { organization {
  devices(first: 3, after: $after, kinds: $kinds) { nodes { id } pageInfo { hasNextPage endCursor } }
} }"""


async def walk(gateway: GatewayUnderTest, kinds: list[str] | None) -> tuple[list[str], list[int]]:
    """All devices, page by page, and how many calls each page made."""
    found: list[str] = []
    calls: list[int] = []
    after = None
    while True:
        before = len(gateway.sandbox.calls)
        page = (await gateway.ask(PAGE, {"after": after, "kinds": kinds}))["organization"]["devices"]
        calls.append(len(gateway.sandbox.calls) - before)
        found += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found, calls
        assert page["pageInfo"]["endCursor"] not in (None, after)
        after = page["pageInfo"]["endCursor"]


async def test_pages_that_end_early_leave_nothing_out(
    gateway: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = await walk(gateway, ["HEAT_PUMP"])
    monkeypatch.setattr("resolvers.fleet.OWNERS_A_DEVICE", 1)
    monkeypatch.setattr("resolvers.fleet.MORE_OWNERS", 0)
    found, calls = await walk(gateway, ["HEAT_PUMP"])
    assert found == whole
    assert len(set(found)) == len(found) > 10
    assert max(calls) == 1 + 3


async def test_among_people_who_have_none_a_page_is_empty_and_the_next_goes_on(
    gateway: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolvers.fleet.OWNERS_A_DEVICE", 1)
    monkeypatch.setattr("resolvers.fleet.MORE_OWNERS", 2)
    found, calls = await walk(gateway, ["OTHER"])
    assert found == []
    # 24 users, five at a time, of whom the last one is looked at again.
    assert len(calls) == 6
