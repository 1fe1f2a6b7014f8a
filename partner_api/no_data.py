"""The one refusal that is an answer: there is no data in the range that was asked for."""

from http import HTTPStatus

import httpx
import msgspec

from domain.errors import UpstreamInvalidResponse
from partner_api.body import read_json_bytes

_MAXIMUM_BYTES = 64 * 1024
_WORDS = "no data"


class _WireRefusal(msgspec.Struct, frozen=True):
    detail: str


_decoder = msgspec.json.Decoder(_WireRefusal)


async def says_no_data(response: httpx.Response) -> bool:
    """Whether the response is a 400 whose detail says so; any other 400 is about the request."""
    if response.status_code != HTTPStatus.BAD_REQUEST:
        return False
    try:
        body = await read_json_bytes(response, maximum=_MAXIMUM_BYTES)
        return _WORDS in _decoder.decode(body).detail.lower()
    except (UpstreamInvalidResponse, ValueError, RecursionError):
        return False
