"""Many random documents against the sandbox: none may make more upstream calls than it was reckoned.

``python -m tests.limits.random_costs [SECONDS]`` goes on for as long as it is told.
"""

import asyncio
import sys
import time

from tests.gateway_under_test import GatewayUnderTest
from tests.limits.test_costs import run_random_documents


async def main(seconds: float) -> None:
    """Run seed after seed until the time is up."""
    until, seed, asking = time.monotonic() + seconds, 1_000, 0
    async with GatewayUnderTest() as gateway:
        while time.monotonic() < until:
            asking += await run_random_documents(gateway, seed, 20)
            gateway.sandbox.calls.clear()
            seed += 1
    print(
        f"{(seed - 1_000) * 20:,} documents, {asking:,} of which made upstream calls: none beyond its points"
    )


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
