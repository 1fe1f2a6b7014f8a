"""What came back over a connection, taken apart into responses and frames."""

import gzip
import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import brotli
import zstandard

_STATUS = re.compile(rb"HTTP/1\.1 ([1-5]\d\d) [^\r\n]*\r\n")
_WITHOUT_BODY = (204, 304)


class NotHttp(AssertionError):
    """The bytes are not responses of HTTP or frames of a WebSocket."""


@dataclass(frozen=True)
class Response:
    """One response; ``is_whole`` is false for a stream that had not ended."""

    status: int
    headers: dict[str, str]
    head: bytes
    body: bytes
    is_whole: bool


@dataclass(frozen=True)
class Frame:
    """One frame of a server."""

    opcode: int
    payload: bytes

    @property
    def close_code(self) -> int:
        """The code of a close frame."""
        return int(struct.unpack(">H", self.payload[:2])[0]) if self.payload else 1005


def responses(data: bytes) -> Iterator[Response | Frame]:
    """Everything that is in the bytes.

    Raises:
        NotHttp: There is something else in them.

    """
    while data:
        status = _STATUS.match(data)
        head, separator, rest = data.partition(b"\r\n\r\n")
        if status is None or not separator:
            raise NotHttp(data[:200])
        headers = _headers(head)
        code = int(status[1])
        if code == 101:
            yield Response(code, headers, head, b"", is_whole=True)
            yield from _frames(rest)
            return
        body, data, is_whole = _body(code, headers, rest)
        yield Response(code, headers, head, _decoded(headers, body, is_whole=is_whole), is_whole)


def _headers(head: bytes) -> dict[str, str]:
    pairs = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    return {name.decode("latin-1").lower(): value.strip().decode("latin-1") for name, _, value in pairs}


def _body(status: int, headers: dict[str, str], rest: bytes) -> tuple[bytes, bytes, bool]:
    if status < 200 or status in _WITHOUT_BODY:
        return b"", rest, True
    if headers.get("transfer-encoding") == "chunked":
        return _chunks(rest)
    if "content-length" not in headers:
        return rest, b"", False
    length = int(headers["content-length"])
    if rest[:9] == b"HTTP/1.1 " or (not rest and length):
        return b"", rest, True  # the answer to HEAD
    return rest[:length], rest[length:], len(rest) >= length


def _chunks(rest: bytes) -> tuple[bytes, bytes, bool]:
    pieces: list[bytes] = []
    while True:
        size, separator, after = rest.partition(b"\r\n")
        if rest[:9] == b"HTTP/1.1 " or (not separator and not size):
            return b"".join(pieces), rest, False
        length = int(size, 16) if separator else -1
        if length == 0:
            return b"".join(pieces), after[2:], True
        if length < 0 or len(after) < length:
            return b"".join(pieces), b"", False
        pieces.append(after[:length])
        rest = after[length + 2 :]


def _decoded(headers: dict[str, str], body: bytes, *, is_whole: bool) -> bytes:
    coding = headers.get("content-encoding")
    if coding is None or not body or not is_whole:
        return body
    if coding == "gzip":
        return gzip.decompress(body)
    if coding == "br":
        return bytes(brotli.decompress(body))
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)


def _frames(data: bytes) -> Iterator[Frame]:
    with suppress(struct.error, IndexError):  # the last one had not ended
        while data:
            opcode, length, start = data[0] & 0x0F, data[1], 2
            if data[0] & 0x70 or length & 0x80 or not data[0] & 0x80:
                raise NotHttp(data[:200])
            if length == 126:
                length, start = struct.unpack(">H", data[2:4])[0], 4
            elif length == 127:
                length, start = struct.unpack(">Q", data[2:10])[0], 10
            if len(data) >= start + length:
                yield Frame(opcode, data[start : start + length])
            data = data[start + length :]
