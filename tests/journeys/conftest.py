"""A gateway over its sandbox on real sockets, for each journey afresh."""

from collections.abc import Iterator

import pytest

from tests.conformance.live_gateway import running
from tests.journeys.over_http import Town


@pytest.fixture
def town() -> Iterator[Town]:
    """A gateway with the settings of the tests."""
    with running() as live:
        town = Town(live)
        yield town
        town.close()


@pytest.fixture
def trusting_town() -> Iterator[Town]:
    """One that lets end users enter their own contracts."""
    with running(end_users_may_edit_contracts=True) as live:
        town = Town(live)
        yield town
        town.close()
