"""What replicas share through Redis: answers, turns to ask the upstream, and purges."""

from cache.redis.connections import Connections, check_url
from cache.redis.envelope import Envelope
from cache.redis.level import Seen, SharedLevel
from cache.redis.link import REDIS_FAILURES
from cache.redis.turns import Claim, Turn

__all__ = [
    "REDIS_FAILURES",
    "Claim",
    "Connections",
    "Envelope",
    "Seen",
    "SharedLevel",
    "Turn",
    "check_url",
]
