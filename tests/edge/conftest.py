"""Whatever is asked of the edge is asked on both event loops: the server takes uvloop where it is."""

import logging
from collections.abc import Iterator

import pytest

from tests.http.small_gateway import Identity


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, object]]:
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


@pytest.fixture(scope="session")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return Identity(tmp_path_factory.mktemp("identity"))


@pytest.fixture(autouse=True)
def _nothing_fails_on_the_quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A client that leaves, or is made to, is no error."""
    yield
    failed = [each for each in caplog.get_records("call") if each.levelno >= logging.ERROR]
    assert [each.getMessage() for each in failed] == []
