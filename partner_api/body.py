"""Reading a body: only JSON, and never more than a bounded number of bytes."""

import zlib

import httpx

from domain.errors import UpstreamInvalidResponse

MAXIMUM_BYTES = 16 * 1024 * 1024
ACCEPTED_ENCODINGS = "gzip"

_GZIP = 16 + zlib.MAX_WBITS


async def read_json_bytes(response: httpx.Response, *, maximum: int = MAXIMUM_BYTES) -> bytes:
    """Read the whole body, unpacked.

    httpx's own unpacking has no bound, so the raw bytes are unpacked here: a few kilobytes of gzip
    can hold gigabytes.

    Raises:
        UpstreamInvalidResponse: It is not JSON by its type, is packed in an unknown way, or too large.

    """
    _check_type(response.headers.get("content-type", ""))
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise UpstreamInvalidResponse("the content encoding was not asked for")
    unpack = _Unpacker() if encoding == "gzip" else None
    chunks: list[bytes] = []
    left = maximum
    async for raw in stream_of(response):
        chunk = raw if unpack is None else unpack.feed(raw, left + 1)
        left -= len(chunk)
        if left < 0:
            raise UpstreamInvalidResponse("the body is too large")
        chunks.append(chunk)
    if unpack is not None:
        unpack.finish()
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def stream_of(response: httpx.Response) -> httpx.AsyncByteStream:
    """What to read and to close, without httpx's bookkeeping, which costs more than the reading."""
    assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - the transport is async
    return response.stream


class _Unpacker:
    """One gzip member, unpacked piece by piece."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_GZIP)

    def feed(self, raw: bytes, maximum: int) -> bytes:
        """Unpack the next piece. More than ``maximum`` bytes are never produced; the caller, who
        is not interested in so much, must stop then.
        """
        try:
            return self._inflate.decompress(raw, maximum)
        except zlib.error:
            raise UpstreamInvalidResponse("the body is not gzip") from None

    def finish(self) -> None:
        """Check that the member was complete."""
        if not self._inflate.eof or self._inflate.unused_data:
            raise UpstreamInvalidResponse("the body is not one complete gzip member")


def _check_type(content_type: str) -> None:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise UpstreamInvalidResponse("the content type is not JSON")
