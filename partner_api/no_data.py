"""The one refusal that is an answer: there is no data in the range that was asked for."""

from http import HTTPStatus

import msgspec

from domain.errors import UpstreamInvalidResponse
from partner_api.body import read_json
from partner_api.lane import Reply

_MAXIMUM_BYTES = 64 * 1024
_WORDS = "no data"


class _WireRefusal(msgspec.Struct, frozen=True):
    detail: str


_decoder = msgspec.json.Decoder(_WireRefusal)


async def says_no_data(reply: Reply) -> bool:
    """Whether the answer is a 400 whose detail says so; any other 400 is about the request."""
    if reply.status != HTTPStatus.BAD_REQUEST:
        return False
    try:
        body = await read_json(reply, _MAXIMUM_BYTES)
        return _WORDS in _decoder.decode(body).detail.lower()
    except (UpstreamInvalidResponse, ValueError, RecursionError):
        return False
