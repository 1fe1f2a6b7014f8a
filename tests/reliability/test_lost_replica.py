"""A replica is killed while it asks the upstream for all: the others do not wait for it for long."""

import asyncio

import pytest

from sandbox import Sandbox, SandboxOptions
from tests.cache.redis_server import RedisServer
from tests.reliability.load import ask, make_session
from tests.reliability.processes import HOME, Fleet
from tests.reliability.questions import name_of

pytestmark = pytest.mark.anyio

_LOCK_SECONDS = 3.0


async def test_another_replica_takes_over_what_a_killed_one_was_asking() -> None:
    user_id = Sandbox(SandboxOptions(users=3)).users(HOME.organization_id)[1]["id"]
    with RedisServer() as redis:
        async with Fleet() as fleet, make_session() as session:
            sandbox = await fleet.sandbox(3)
            lost, other = await asyncio.gather(
                *(fleet.gateway(sandbox.port, {"GATEWAY_REDIS_URL": redis.url}) for _ in range(2))
            )
            question = name_of(user_id, fleet.bearer("staff"))
            await sandbox.order({"match": "/users/", "kind": "hang", "times": 1})
            asking = asyncio.create_task(ask(session, f"{lost.address}/graphql", question))
            async with asyncio.timeout(10):
                while await sandbox.calls() == 0:  # noqa: ASYNC110 - nothing tells of it
                    await asyncio.sleep(0.01)
            lost.kill()
            assert not (await asking).is_readable
            told = await ask(session, f"{other.address}/graphql", question)
            assert told.is_complete
            assert told.seconds < _LOCK_SECONDS + 1.0
            assert await sandbox.calls() == 2
