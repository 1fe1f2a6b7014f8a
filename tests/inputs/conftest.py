"""One gateway for a module, over a sandbox whose writes are recorded."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from sandbox import Sandbox, SandboxOptions
from tests.gateway_under_test import NOON, GatewayUnderTest
from tests.inputs.sending import Answer, WriteRecorder, send
from tests.shared_gateway import anyio_backend, gateway

__all__ = ["anyio_backend", "gateway"]

Ask = Callable[..., Awaitable[Answer]]


@pytest.fixture(scope="module")
def recorder_and_sandbox() -> tuple[WriteRecorder, Sandbox]:
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    return WriteRecorder(sandbox.app), sandbox


@pytest.fixture(scope="module")
async def shared_gateway(
    recorder_and_sandbox: tuple[WriteRecorder, Sandbox],
) -> AsyncIterator[GatewayUnderTest]:
    recorder, sandbox = recorder_and_sandbox
    async with GatewayUnderTest(sandbox=sandbox, transport=recorder) as running:
        yield running


@pytest.fixture
def ask(gateway: GatewayUnderTest, recorder_and_sandbox: tuple[WriteRecorder, Sandbox]) -> Ask:
    """Run a mutation by its name and input."""

    async def asked(name: str, given: Any, **options: Any) -> Answer:  # noqa: ANN401
        return await send(gateway, recorder_and_sandbox[0], name, given, **options)

    return asked
