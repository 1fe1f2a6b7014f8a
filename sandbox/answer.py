"""An answer before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body, content type (None for no body) and extra headers."""

    status: int
    body: bytes = b""
    content_type: str | None = JSON
    headers: Sequence[tuple[str, str]] = ()
