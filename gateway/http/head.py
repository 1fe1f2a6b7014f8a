"""The head of a request, read once."""

import re
from collections.abc import Set as AbstractSet
from random import getrandbits

from starlette.types import Scope

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class Head:
    """Method, headers and query string of a request.

    Several headers of one name are one list (RFC 9110, 5.3): two tokens are none, for whoever stands
    in front may have looked at the other one.
    """

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        self.query_string: bytes = scope["query_string"]
        headers: dict[bytes, bytes] = {}
        size = 0
        for name, value in scope["headers"]:
            size += len(name) + len(value)
            known = headers.get(name)
            headers[name] = value if known is None else known + b", " + value
        self.size = size
        """How many bytes the headers have together."""
        self._headers = headers
        self._request_id: str | None = None

    def get(self, name: bytes) -> str | None:
        """The value of a header, by its lower-case name."""
        value = self._headers.get(name)
        return None if value is None else value.decode("latin-1")

    def text(self, name: bytes) -> str:
        """The same, with nothing for a header that is not there."""
        return self._headers.get(name, b"").decode("latin-1")

    def has_none(self, names: AbstractSet[bytes]) -> bool:
        """Whether none of these headers is there, by their lower-case names."""
        return names.isdisjoint(self._headers)

    @property
    def request_id(self) -> str:
        """The caller's request id if it is a harmless one, otherwise a new one."""
        if self._request_id is None:
            self._request_id = self._find_request_id()
        return self._request_id

    def _find_request_id(self) -> str:
        given = self.text(b"x-request-id")
        if _REQUEST_ID.fullmatch(given):
            return given
        # It keeps no secret, and asking the kernel for randomness costs a twelfth of a kept answer.
        return f"{getrandbits(128):032x}"
