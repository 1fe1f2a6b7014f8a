"""Opaque keyset cursors: where a row stands in an order, and not how many rows came before it.

A cursor holds the row's sort key and the name of the order it belongs to, so that a page does not
slip when rows come or go, and a cursor of one order is refused by another.
"""

import base64
import binascii
from typing import TypeVar

import msgspec

from domain.errors import BadUserInput

Key = TypeVar("Key", bound=tuple[object, ...])

_MAX_TEXT = 2048


def encode_cursor(order: str, key: tuple[object, ...]) -> str:
    """Write a cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode((order, key))).rstrip(b"=").decode("ascii")


def decode_cursor(text: str, order: str, key_type: type[Key], argument: str) -> Key:
    """Read a cursor of that order.

    Raises:
        BadUserInput: The text is not a cursor, or one of another order.

    """
    if len(text) > _MAX_TEXT:
        raise BadUserInput(f"`{argument}` is not a cursor.")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        own_order, key = msgspec.json.decode(raw, type=tuple[str, key_type])
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise BadUserInput(f"`{argument}` is not a cursor.") from None
    if own_order != order:
        raise BadUserInput(f"`{argument}` is a cursor of another order than the one asked for.")
    return key  # type: ignore[no-any-return]
