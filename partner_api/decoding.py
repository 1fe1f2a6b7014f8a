"""From the bytes of a response to wire rows.

The fast path decodes the whole body into typed rows in one go. Only when a row does not fit its
type is it looked at field by field, see :mod:`partner_api.salvage`.
"""

from typing import Generic, TypeVar

import msgspec

from domain.errors import UpstreamInvalidResponse
from partner_api.expectations import tell
from partner_api.salvage import salvage
from partner_api.wire.row import WireRow

Row = TypeVar("Row", bound=WireRow)

_raw_list = msgspec.json.Decoder(list[msgspec.Raw])

# msgspec raises ValueErrors throughout (its own and UnicodeDecodeError), and RecursionError for
# absurdly deep nesting.
_NOT_JSON = (ValueError, RecursionError)


class RowDecoder(Generic[Row]):
    """Decodes bodies that hold one row or a list of rows of one type. Made once per type."""

    def __init__(self, row_type: type[Row]) -> None:
        self._type = row_type
        self._rows = msgspec.json.Decoder(list[row_type])  # type: ignore[valid-type]
        self._row = msgspec.json.Decoder(row_type)

    def rows(self, body: bytes) -> list[Row]:
        """Decode an array of objects.

        Raises:
            UpstreamInvalidResponse: It is not JSON, not an array, or holds something else.

        """
        try:
            return self._rows.decode(body)
        except _NOT_JSON:
            tell(self._type, is_list=True)
        try:
            raw_rows = _raw_list.decode(body)
        except _NOT_JSON:
            raise UpstreamInvalidResponse("the body is not a JSON array") from None
        return [self._decode(raw) for raw in raw_rows]

    def row(self, body: bytes) -> Row:
        """Decode one object.

        Raises:
            UpstreamInvalidResponse: It is not JSON or not an object.

        """
        return self._decode(body)

    def _decode(self, raw: bytes | msgspec.Raw) -> Row:
        try:
            return self._row.decode(raw)
        except _NOT_JSON:
            tell(self._type, is_list=False)
        try:
            return salvage(raw, self._type)
        except _NOT_JSON:
            raise UpstreamInvalidResponse("a row is not a JSON object") from None
