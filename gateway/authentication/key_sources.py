"""Where key sets come from: a file, or the identity provider's address."""

import asyncio
from pathlib import Path
from typing import Protocol

import httpx

from gateway.authentication.keys import UnusableKeySet

_MAX_BYTES = 256 * 1024
_CONNECT_SECONDS = 3.0
_TOTAL_SECONDS = 5.0


class KeySource(Protocol):
    """Something that delivers the bytes of a JWK set."""

    async def read(self) -> bytes:
        """The bytes as they are now. Raises :class:`UnusableKeySet` if there are none."""
        ...


class KeyFile:
    """A JWK set in a file, for example a mounted one that is replaced when keys change."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(self) -> bytes:
        """The file's bytes. Raises :class:`UnusableKeySet` if it cannot be read."""
        try:
            raw = await asyncio.to_thread(self._path.read_bytes)
        except OSError as error:
            raise UnusableKeySet(f"the key file cannot be read: {error.strerror}") from None
        if len(raw) > _MAX_BYTES:
            raise UnusableKeySet(f"the key file is larger than {_MAX_BYTES} bytes")
        return raw


class KeyAddress:
    """A JWK set behind an address, fetched without redirects and within five seconds."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http = http
        self._url = url

    async def read(self) -> bytes:
        """The answer's bytes. Raises :class:`UnusableKeySet` for any answer but a good one."""
        try:
            async with asyncio.timeout(_TOTAL_SECONDS):
                return await self._fetch()
        except TimeoutError:
            raise UnusableKeySet("the identity provider did not answer in time") from None
        except httpx.HTTPError as error:
            raise UnusableKeySet(f"the identity provider is unreachable: {type(error).__name__}") from None

    async def _fetch(self) -> bytes:
        async with self._http.stream(
            "GET",
            self._url,
            # Uncompressed, so that the limit counts what is held in memory.
            headers={"accept": "application/json", "accept-encoding": "identity"},
            follow_redirects=False,
            timeout=httpx.Timeout(_TOTAL_SECONDS, connect=_CONNECT_SECONDS),
        ) as response:
            if response.status_code != httpx.codes.OK:
                raise UnusableKeySet(f"the identity provider answered {response.status_code}")
            if response.headers.get("content-encoding", "identity") != "identity":
                raise UnusableKeySet("the identity provider sent a compressed key set")
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > _MAX_BYTES:
                    raise UnusableKeySet(f"the key set is larger than {_MAX_BYTES} bytes")
            return bytes(body)
