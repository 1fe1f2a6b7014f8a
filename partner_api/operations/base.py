"""What the operations of every concept build on."""

from collections.abc import Callable
from typing import TypeVar

from partner_api.call import Call
from partner_api.http import UpstreamHttp
from partner_api.read import Read, ReadOne

T = TypeVar("T")


class Operations:
    """Access to HTTP, for the classes that hold one concept's operations each.

    A read gives a :class:`Read`, which is asked when it is awaited. What must never be kept (because
    it holds secrets) is a coroutine instead, so that nobody gets hold of its bytes.
    """

    _http: UpstreamHttp

    def _read(self, call: Call, decode: Callable[[bytes], T]) -> Read[T]:
        return ReadOne(self._http, call, decode)
