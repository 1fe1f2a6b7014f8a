"""Telling all replicas, and listening to them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Disconnected

from cache.redis.connections import HARD_TIMEOUT_SECONDS, Connections, close
from cache.redis.link import REDIS_FAILURES, Link

_log = logging.getLogger("gateway.cache")

_LOOK_SECONDS = 0.5
_SILENT_BEFORE_PING = 4
_SILENT_BEFORE_GIVING_UP = 8
_FIRST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 2.0

Sleep = Callable[[float], Awaitable[object]]


class Bus:
    """One subscription, made again and again for as long as the process lives.

    The library is not allowed to restore it in silence: what was published in between is lost, and
    that has to be known.
    """

    def __init__(self, connections: Connections, link: Link, sleep: Sleep = asyncio.sleep) -> None:
        self._connections = connections
        self._link = link
        self._sleep = sleep
        self._client: Redis | None = None
        self._tried = asyncio.Event()

    async def publish(self, channel: str, message: bytes) -> int:
        """Tell a channel; gives how many listen to it.

        Raises:
            RedisError, OSError: It may not have been told.

        """
        if self._client is None:
            raise Disconnected("not connected")
        listeners: int = await self._client.publish(channel, message)
        return listeners

    async def until_tried(self, seconds: float) -> None:
        """Wait until the first attempt to connect has come to an end, but not for long."""
        waiting = asyncio.ensure_future(self._tried.wait())
        await asyncio.wait((waiting,), timeout=seconds)
        waiting.cancel()

    async def run(
        self,
        listeners: dict[str, Callable[[bytes], None]],
        before_up: Callable[[], Awaitable[None]],
    ) -> None:
        """Listen to channels until cancelled. ``before_up`` runs before Redis counts as up."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            epoch = self._link.epoch
            try:
                await self._listen_once(listeners, before_up)
            except REDIS_FAILURES as error:
                self._link.away(error)
            except Exception as error:  # noqa: BLE001 - whoever stopped listening must never count as up
                _log.exception("listening to Redis failed unexpectedly")
                self._link.away(error)
            finally:
                self._tried.set()
            pause = _FIRST_PAUSE_SECONDS if self._link.epoch > epoch else pause
            await self._sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _listen_once(
        self,
        listeners: dict[str, Callable[[bytes], None]],
        before_up: Callable[[], Awaitable[None]],
    ) -> None:
        client = await self._connections.make_bus()
        try:
            async with client.pubsub() as subscription:
                await subscription.subscribe(*listeners)
                for _ in listeners:
                    if await subscription.get_message(timeout=HARD_TIMEOUT_SECONDS) is None:
                        raise TimeoutError("no subscription in time")
                self._client = client
                await before_up()
                self._link.up()
                self._tried.set()
                await self._listen(subscription, listeners)
        finally:
            self._client = None
            await close(client)

    async def _listen(self, subscription: Any, listeners: dict[str, Callable[[bytes], None]]) -> None:  # noqa: ANN401 - not typed by the library
        silent = 0
        while self._link.is_up:
            message = await subscription.get_message(timeout=_LOOK_SECONDS)
            if message is None:
                silent += 1
                if silent == _SILENT_BEFORE_PING:
                    await subscription.ping()
                if silent == _SILENT_BEFORE_GIVING_UP:
                    raise TimeoutError("the subscription is silent")
                continue
            silent = 0
            if message["type"] == "message":
                listeners[message["channel"].decode()](message["data"])
