"""Where to connect to, and connecting."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any, NamedTuple

import aiohappyeyeballs
import httpx

from partner_api.http1.connection import Connection

_KNOWN_SECONDS = 10.0
_NEXT_ADDRESS_AFTER_SECONDS = 0.25
_CLOSING_SECONDS = 1.0

_Found = tuple[int, int, int, str, Any]


class Origin(NamedTuple):
    """Scheme, host (a name or an address) and port."""

    scheme: str
    host: str
    port: int


def origin_of(url: httpx.URL) -> Origin:
    """Where a URL is.

    Raises:
        httpx.UnsupportedProtocol: It is neither http nor https.

    """
    if url.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol("neither http nor https")
    return Origin(
        url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)
    )


class Address:
    """Connects to an origin. Its name is looked up at most every ten seconds, once for all.

    If it stands for several addresses, connections take turns in where they try first; the next one
    is tried when that takes long (RFC 8305).
    """

    def __init__(self, origin: Origin, tls: ssl.SSLContext, loop: asyncio.AbstractEventLoop) -> None:
        self._origin = origin
        self._tls = tls if origin.scheme == "https" else None
        self._loop = loop
        self._found: list[_Found] = []
        self._found_until = 0.0
        self._looking: asyncio.Future[list[_Found]] | None = None
        self._turn = 0

    async def connect(self, make: Callable[[], Connection], seconds: float | None) -> Connection:
        """Connect, within so many seconds, handshake included.

        Raises:
            httpx.ConnectTimeout: It took too long. ``httpx.ConnectError``: It failed.

        """
        try:
            async with asyncio.timeout(seconds):
                return await self._connect(make)
        except TimeoutError as error:
            raise httpx.ConnectTimeout("no connection in time") from error
        except OSError as error:
            raise httpx.ConnectError("no connection") from error

    async def _connect(self, make: Callable[[], Connection]) -> Connection:
        found = await self._look_up()
        first = self._turn % len(found)
        self._turn += 1
        connected = await aiohappyeyeballs.start_connection(
            found[first:] + found[:first],
            happy_eyeballs_delay=_NEXT_ADDRESS_AFTER_SECONDS,
            interleave=1,
            loop=self._loop,
        )
        try:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            _, connection = await self._loop.create_connection(
                make,
                sock=connected,
                ssl=self._tls,
                server_hostname=self._origin.host if self._tls else None,
                ssl_shutdown_timeout=_CLOSING_SECONDS if self._tls else None,
            )
        except BaseException:
            connected.close()
            raise
        return connection

    async def _look_up(self) -> list[_Found]:
        if self._found and self._loop.time() < self._found_until:
            return self._found
        if self._looking is None:
            self._looking = asyncio.ensure_future(self._resolve())
            self._looking.add_done_callback(self._looked_up)
        return await asyncio.shield(self._looking)

    async def _resolve(self) -> list[_Found]:
        host, port = self._origin.host, self._origin.port
        return list(await self._loop.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    def _looked_up(self, looking: asyncio.Future[list[_Found]]) -> None:
        self._looking = None
        if not looking.cancelled() and looking.exception() is None:
            self._found = looking.result()
            self._found_until = self._loop.time() + _KNOWN_SECONDS
