"""A question to the upstream that is not asked yet."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Generator, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from partner_api.call import Call
from partner_api.http import UpstreamHttp

T = TypeVar("T")
U = TypeVar("U")

_bodies = msgspec.json.Decoder(list[msgspec.Raw])


class Read(ABC, Generic[T]):
    """One question. Awaiting it asks it and gives the record.

    Whoever wants to keep the answer in another process asks with :meth:`fetch`, which gives the
    bytes beside the record, and makes the record of the bytes again with ``decode``.
    """

    __slots__ = ("decode",)

    def __init__(self, decode: Callable[[bytes], T]) -> None:
        self.decode = decode
        """Make the record of bytes that ``fetch`` gave. Raises :class:`UpstreamInvalidResponse`."""

    @abstractmethod
    def fetch(self) -> Coroutine[Any, Any, tuple[bytes, T]]:
        """Ask: the JSON that the record was made of, and the record.

        Raises:
            ValueError: The organization or the request id is not acceptable; nothing was sent.
            UpstreamError: There is no usable answer.

        """

    def __await__(self) -> Generator[Any, None, T]:
        _, record = yield from self.fetch().__await__()
        return record

    @abstractmethod
    def arranged(self, arrange: Callable[[T], U]) -> "Read[U]":
        """The same question with something done to its record."""


class ReadOne(Read[T]):
    """A question that one call answers."""

    __slots__ = ("_call", "_http")

    def __init__(self, http: UpstreamHttp, call: Call, decode: Callable[[bytes], T]) -> None:
        super().__init__(decode)
        self._http = http
        self._call = call

    def fetch(self) -> Coroutine[Any, Any, tuple[bytes, T]]:
        """Ask. What is no record fails the call, and is counted as such."""
        decode = self.decode
        return self._http.get(self._call, lambda body: (body, decode(body)))

    def arranged(self, arrange: Callable[[T], U]) -> Read[U]:
        """The same question with something done to its record."""
        decode = self.decode
        return ReadOne(self._http, self._call, lambda body: arrange(decode(body)))


class ReadAll(Read[T]):
    """Several questions as one, asked at the same time. Its bytes are the JSON array of theirs."""

    __slots__ = ("_arrange", "_reads")

    def __init__(self, reads: Sequence[Read[U]], arrange: Callable[[tuple[U, ...]], T]) -> None:
        super().__init__(self._decoded)
        self._reads: Sequence[Read[Any]] = reads
        self._arrange: Callable[[tuple[Any, ...]], T] = arrange

    async def fetch(self) -> tuple[bytes, T]:
        """Ask all. It fails like the first that fails."""
        answers = await asyncio.gather(*(read.fetch() for read in self._reads))
        body = b"[%s]" % b",".join([body for body, _ in answers])
        return body, self._arrange(tuple([record for _, record in answers]))

    def arranged(self, arrange: Callable[[T], U]) -> Read[U]:
        """The same questions with something done to what was made of their records."""
        before = self._arrange
        return ReadAll(self._reads, lambda records: arrange(before(records)))

    def _decoded(self, body: bytes) -> T:
        bodies = zip(self._reads, _bodies.decode(body), strict=True)
        return self._arrange(tuple([read.decode(bytes(raw)) for read, raw in bodies]))
