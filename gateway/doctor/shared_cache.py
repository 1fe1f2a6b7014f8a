"""The Redis that replicas share, where one is configured."""

import asyncio

from redis.exceptions import RedisError

from cache.redis import Connections
from gateway.doctor.finding import Finding, Outcome
from gateway.doctor.patient import Patient

_SECONDS = 5.0
_KEY = "doctor"
_KEPT_SECONDS = 10


async def check_redis(patient: Patient) -> Finding:
    """Write a value that goes by itself, like a replica that keeps an answer."""
    cache = patient.settings.cache
    if cache.redis_url is None:
        return Finding("redis", Outcome.NOTE, "not configured: every replica keeps answers of its own")
    connections = Connections(cache.redis_url)
    try:
        async with asyncio.timeout(_SECONDS):
            await connections.data.set(f"{cache.redis_namespace}:{_KEY}", b"", ex=_KEPT_SECONDS)
    except (RedisError, OSError) as error:  # a timeout is an OSError
        return Finding(
            "redis",
            Outcome.FAILED,
            f"cannot be written: {type(error).__name__}",
            "Check GATEWAY_REDIS_URL (TLS, user, password), and that this network lets out to it.",
        )
    finally:
        await connections.aclose()
    return Finding("redis", Outcome.OK, "can be written")
