"""Replicas are restarted one after another, and no client notices."""

import pytest

from tests.edge.rolling_restart import Run

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_no_request_fails_and_no_write_is_lost_or_doubled() -> None:
    figures = await Run(1).run()
    assert figures.wrong == []
    assert figures.restarts == 3
    assert min(figures.answered_by) > 20
    assert figures.writes > 20
