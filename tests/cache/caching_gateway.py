"""Gateways with their cache switched on, over one sandbox."""

import contextlib
from collections.abc import AsyncIterator

from gateway.settings import CacheSettings
from sandbox import Sandbox, SandboxOptions
from tests.cache.scripted import Clock
from tests.gateway_under_test import NOON, GatewayUnderTest


@contextlib.asynccontextmanager
async def gateways(
    count: int, redis_url: str | None = None, users: int | None = None
) -> AsyncIterator[list[GatewayUnderTest]]:
    """So many gateways; tokens of one are good for that one only. Their caches' clocks stand still."""
    options = SandboxOptions() if users is None else SandboxOptions(users=users)
    sandbox = Sandbox(options, clock=lambda: NOON)
    async with contextlib.AsyncExitStack() as stack:
        running = [
            GatewayUnderTest(sandbox=sandbox, cache=CacheSettings(redis_url=redis_url)) for _ in range(count)
        ]
        for each in running:
            levels = each.app.state.cache._levels
            levels.clock = levels.failures._clock = levels.whole._clock = Clock()
        yield [await stack.enter_async_context(each) for each in running]
