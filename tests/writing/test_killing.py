"""No write is lost or doubled, whenever the gateway is killed or a connection breaks."""

import pytest

from tests.writing.killing import Run

pytestmark = pytest.mark.anyio


async def test_each_write_is_there_once_after_kills_and_broken_connections() -> None:
    figures = await Run(40, seed=7, kill_after_seconds=(0.1, 0.4)).run()
    assert figures.wrong == []
    assert figures.kills >= 1
    assert figures.attempts >= 40
