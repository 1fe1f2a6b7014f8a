"""Tests of this folder need the event loop and no gateway."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
