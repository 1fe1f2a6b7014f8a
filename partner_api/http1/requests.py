"""Requests as bytes."""

from collections.abc import Iterable

import httpx

VERSION = b" HTTP/1.1\r\n"
END = b"\r\n"


def head(method: bytes, target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The head of a request.

    Raises:
        httpx.LocalProtocolError: Something in it would be read as something else.

    """
    if not is_target(target.decode("latin-1")):
        raise httpx.LocalProtocolError("not a path")
    return b"%s %s%s%s%s" % (method, target, VERSION, header_lines(headers), END)


def header_lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they stand in a head.

    Raises:
        httpx.LocalProtocolError: One would be read as several.

    """
    lines = [b"%s: %s\r\n" % header for header in headers]
    text = b"".join(lines)
    if not text.count(b"\n") == text.count(b"\r") == len(lines):
        raise httpx.LocalProtocolError("not a header")
    return text


def is_target(path: str) -> bool:
    """Whether a path can stand in the first line of a request as it is."""
    return path.isascii() and path.isprintable() and " " not in path
