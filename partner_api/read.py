"""A question to the upstream that is not asked yet."""

import asyncio
from collections.abc import Callable, Coroutine, Generator, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from partner_api.call import Call
from partner_api.http import UpstreamHttp

T = TypeVar("T")
U = TypeVar("U")

_bodies = msgspec.json.Decoder(list[msgspec.Raw])


class Read(Generic[T]):
    """One question. Awaiting it asks it and gives the record.

    Whoever wants to keep the answer in another process asks with :meth:`fetch`, which gives the
    bytes beside the record, and makes the record of the bytes again with :meth:`decode`.
    """

    __slots__ = ("_fetch", "decode")

    def __init__(
        self, fetch: Callable[[], Coroutine[Any, Any, tuple[bytes, T]]], decode: Callable[[bytes], T]
    ) -> None:
        self._fetch = fetch
        self.decode = decode
        """Make the record of bytes that ``fetch`` gave. Raises :class:`UpstreamInvalidResponse`."""

    def fetch(self) -> Coroutine[Any, Any, tuple[bytes, T]]:
        """Ask: the JSON that the record was made of, and the record.

        Raises:
            ValueError: The organization or the request id is not acceptable; nothing was sent.
            UpstreamError: There is no usable answer.

        """
        return self._fetch()

    def __await__(self) -> Generator[Any, None, T]:
        _, record = yield from self._fetch().__await__()
        return record

    def arranged(self, arrange: Callable[[T], U]) -> "Read[U]":
        """The same question with something done to its record."""

        async def fetch() -> tuple[bytes, U]:
            body, record = await self._fetch()
            return body, arrange(record)

        return Read(fetch, lambda body: arrange(self.decode(body)))


def read_of(http: UpstreamHttp, call: Call, decode: Callable[[bytes], T]) -> Read[T]:
    """A question that one call answers."""

    async def fetch() -> tuple[bytes, T]:
        return await http.get(call, lambda body: (body, decode(body)))

    return Read(fetch, decode)


def read_all(reads: Sequence[Read[T]]) -> Read[tuple[T, ...]]:
    """Several questions as one, asked at the same time. Its bytes are the JSON array of theirs."""

    async def fetch() -> tuple[bytes, tuple[T, ...]]:
        answers = await asyncio.gather(*(read.fetch() for read in reads))
        body = b"[%s]" % b",".join([body for body, _ in answers])
        return body, tuple([record for _, record in answers])

    def decode(body: bytes) -> tuple[T, ...]:
        bodies = _bodies.decode(body)
        return tuple([read.decode(bytes(raw)) for read, raw in zip(reads, bodies, strict=True)])

    return Read(fetch, decode)
