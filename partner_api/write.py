"""What to write."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from partner_api.inferred import INFERRED
from partner_api.request_id import check_request_id

Place = tuple[str | int, ...]
"""The way to a value: names of members and positions in lists."""

# Decimals as numbers, digit for digit: as strings the upstream would refuse them, as floats they
# would be other amounts.
_encoder = msgspec.json.Encoder(decimal_format="number")


def _nowhere(_: Place) -> Place:
    return ()


@dataclass(frozen=True, slots=True)
class Write:
    """One write: the operation's name for logs and metrics, and the request below the base URL.

    Body and path are in no ``repr``: the one is personal data, the other may carry a secret.
    ``locate`` finds the record's field for a place in the body, for what the upstream complains
    about. ``has_answer`` is false where a success has nothing to say; its body is not read then.
    ``needs_token`` is false where a secret in the query is what authorizes. ``headers`` are sent
    beside those of every write.
    """

    operation: str
    organization_id: str
    method: Literal["POST", "PUT", "PATCH", "DELETE"]
    path: str = field(repr=False)
    request_id: str | None = None
    body: bytes | None = field(default=None, repr=False)
    locate: Callable[[Place], Place] = field(default=_nowhere, repr=False)
    has_answer: bool = True
    needs_token: bool = True
    headers: tuple[tuple[str, str], ...] = ()

    def check(self) -> None:
        """Check what goes into a header.

        Raises:
            ValueError: The request id is not short, visible ASCII.

        """
        check_request_id(self.request_id)

    @property
    def is_inferred(self) -> bool:
        """Whether no page documents the operation."""
        return self.operation in INFERRED


def json_body(body: dict[str, Any]) -> bytes:
    """Write a body as JSON."""
    return _encoder.encode(body)
