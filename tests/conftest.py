"""The whole gateway over the sandbox, as every test that speaks GraphQL uses it."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from gateway.limits import Charge
from tests.gateway_under_test import GatewayUnderTest


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """How many ``-n auto`` is: more than there are processors, as many tests wait for other processes."""
    return ((os.cpu_count() or 1) * 3 + 1) // 2


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def gateway() -> AsyncIterator[GatewayUnderTest]:
    """A gateway of its own over a sandbox of its own, in this process."""
    async with GatewayUnderTest() as running:
        yield running


@pytest.fixture(autouse=True)
def costs_no_more_than_reckoned(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test asks of a gateway: it makes no more upstream calls than it was charged for."""
    beyond: list[Charge] = []
    settle = Charge.settle

    def checked(charge: Charge, payload: dict[str, Any]) -> None:
        if charge.calls > charge.reckoned.calls:
            beyond.append(charge)
        settle(charge, payload)

    monkeypatch.setattr(Charge, "settle", checked)
    yield
    assert beyond == []
