"""One gateway in a process of its own, for everything here."""

from collections.abc import Iterator

import pytest

from tests.served_gateway import ServedGateway, served


@pytest.fixture(scope="session")
def served_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedGateway]:
    with served(tmp_path_factory.mktemp("served")) as gateway:
        yield gateway
