"""Opaque keyset cursors: where a row stands in an order, and not how many rows came before it."""

import base64
import binascii
from typing import Any, Generic, TypeVar

import msgspec

from domain.errors import BadUserInput

Key = TypeVar("Key", bound=tuple[Any, ...])

_MAX_TEXT = 2048


class Order(Generic[Key]):
    """An order of rows, by keys of one type.

    A cursor holds a row's key and the name of its order, so that a page does not slip when rows
    come or go, and so that a cursor of one order is refused by another.
    """

    def __init__(self, name: str, key_type: type[Key]) -> None:
        self._name = name
        self._decoder: msgspec.json.Decoder[tuple[str, Key]]
        self._decoder = msgspec.json.Decoder(tuple[str, key_type])  # type: ignore[valid-type]  # made at run time

    def cursor(self, key: Key) -> str:
        """The cursor of the row with that key."""
        raw = msgspec.json.encode((self._name, key))
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")

    def key(self, cursor: str, argument: str) -> Key:
        """The key that a cursor holds.

        Raises:
            BadUserInput: The text is not a cursor, or one of another order; names the argument.

        """
        if len(cursor) > _MAX_TEXT:
            raise BadUserInput(f"`{argument}` is not a cursor.")
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            name, key = self._decoder.decode(raw)
        except (binascii.Error, ValueError, msgspec.MsgspecError):
            raise BadUserInput(f"`{argument}` is not a cursor of this list and order.") from None
        if name != self._name:
            raise BadUserInput(f"`{argument}` is a cursor of another list or order.")
        return key

    def check(self, after: str | None, before: str | None) -> None:
        """Refuse cursors that are not of this order, before anything is loaded for their page.

        Raises:
            BadUserInput: See :meth:`key`.

        """
        for name, cursor in (("after", after), ("before", before)):
            if cursor is not None:
                self.key(cursor, name)
