"""Three real gateways over a Redis that is killed; the long runs are commands of their own."""

import pytest

from tests.reliability.replica_history import Run

pytestmark = pytest.mark.anyio


async def test_nobody_goes_back_and_no_request_fails() -> None:
    outcome = await Run(seconds=3.5, kills=1, seed=1, readers=6, patience=1.0).run()
    assert outcome.failed == []
    assert outcome.verdict.reads > 50
    assert outcome.verdict.writes > 8
    # Where replicas are too busy to hear of a write, it goes on without them after half a second.
    if outcome.write_seconds[-1] < 0.4:
        assert outcome.verdict.wrong == []
