"""A gateway to which everything has happened that a metric tells of."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from gateway.settings import CacheSettings
from sandbox import Fault
from tests.cache.redis_server import RedisServer
from tests.gateway_under_test import GatewayUnderTest

_USERS = "query Users { organization { users { totalCount } } }"
_RENAME = 'mutation Rename($id: ID!) { userUpdate(input: {id: $id, firstName: "A"}) { userErrors { code } } }'
_FOLLOW = "subscription Follow($id: ID!) { userDevicesUpdated(userId: $id) { removedIds } }"


@asynccontextmanager
async def exercised_gateway() -> AsyncIterator[GatewayUnderTest]:
    """With Redis and a cache; a stream is open, and calls have failed, been repeated and been refused."""
    with RedisServer() as redis:
        async with GatewayUnderTest(cache=CacheSettings(redis_url=redis.url)) as gateway:
            variables = {"id": gateway.user_id()}
            gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=503, times=1))
            for _ in range(2):
                await gateway.ask(_USERS)
            gateway.sandbox.add_fault(Fault(match="/users/", kind="status", status=400, times=1))
            await gateway.ask_with_errors(
                "query One($id: ID!) { user(by: {id: $id}) { devices { id } } }", variables
            )
            await gateway.post(_RENAME, gateway.bearer() | {"idempotency-key": "one"}, variables)
            await gateway.post("{ nothing }", gateway.bearer())
            engine = gateway.app.state.engine
            if hasattr(engine, "fallbacks"):
                engine.fallbacks["a reason"] += 1
            async with aclosing(gateway.follow(_FOLLOW, variables)) as stream:
                await anext(stream)
                yield gateway
            if hasattr(engine, "fallbacks"):
                engine.fallbacks.clear()
