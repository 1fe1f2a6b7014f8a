"""Reading a body: only JSON, and never more than a bounded number of bytes."""

import zlib

import httpx

from domain.errors import UpstreamInvalidResponse
from partner_api.httpx_lane import HttpxReply
from partner_api.lane import Reply

MAXIMUM_BYTES = 16 * 1024 * 1024
ACCEPTED_ENCODINGS = "gzip"

_GZIP = 16 + zlib.MAX_WBITS
_JSON = "application/json"


async def read_json(reply: Reply, maximum: int = MAXIMUM_BYTES) -> bytes:
    """Read the whole body, unpacked.

    Transports leave it packed: their own unpacking has no bound, and a few kilobytes of gzip can hold
    gigabytes.

    Raises:
        UpstreamInvalidResponse: It is not JSON by its type, is packed in an unknown way, or too large.

    """
    content_type, encoding = reply.content()
    if content_type != _JSON:
        _check_type(content_type or "")
    body = await reply.body(maximum)
    if encoding is not None:
        body = _unpacked(body, encoding.strip().lower(), maximum)
    if len(body) > maximum:
        raise UpstreamInvalidResponse("the body is too large")
    return body


async def read_json_bytes(response: httpx.Response, *, maximum: int = MAXIMUM_BYTES) -> bytes:
    """The same for a response of httpx."""
    return await read_json(HttpxReply(response), maximum)


def _unpacked(body: bytes, encoding: str, maximum: int) -> bytes:
    """Unpack, but not more than a byte more than ``maximum``."""
    if encoding == "identity" or len(body) > maximum:
        return body
    if encoding != "gzip":
        raise UpstreamInvalidResponse("the content encoding was not asked for")
    inflate = zlib.decompressobj(_GZIP)
    try:
        unpacked = inflate.decompress(body, maximum + 1)
    except zlib.error:
        raise UpstreamInvalidResponse("the body is not gzip") from None
    if len(unpacked) <= maximum and (not inflate.eof or inflate.unused_data):
        raise UpstreamInvalidResponse("the body is not one complete gzip member")
    return unpacked


def _check_type(content_type: str) -> None:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != _JSON and not (media_type.startswith("application/") and media_type.endswith("+json")):
        raise UpstreamInvalidResponse("the content type is not JSON")
