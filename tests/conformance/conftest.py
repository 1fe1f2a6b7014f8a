"""One live gateway for the tests of a process, and the packages that its clients are written with."""

from collections.abc import Iterator

import pytest

from tests.conformance.live_gateway import LiveGateway, running
from tests.conformance.node_scripts import require_node


@pytest.fixture(scope="session")
def node() -> None:
    require_node()


@pytest.fixture(scope="session")
def live_gateway() -> Iterator[LiveGateway]:
    with running() as live:
        yield live
