"""A short outage with real processes; ``python -m tests.reliability`` has the long ones."""

import pytest

from tests.reliability.broken_line import State
from tests.reliability.outages import Outage, warm_outage

pytestmark = pytest.mark.anyio


async def test_an_upstream_that_says_nothing_is_hardly_noticed() -> None:
    """With the times of the cache divided by 20: in these seconds, all that is kept turns stale."""
    row = await warm_outage(Outage("hangs", State.HANGING, back_within=3.0), seconds=3.0, hasten=20)
    assert row.requests == 120
    assert (row.complete, row.unreadable, row.unsaid) == (1.0, 0, 0), row
    assert row.slowest < 5.0, row
    assert row.back_after is not None
    assert row.back_after <= 3.0, row
