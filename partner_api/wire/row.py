"""The base of every wire row, and the checks that identity must pass."""

from typing import Annotated, ClassVar

import msgspec

from domain.errors import UpstreamInvalidResponse
from domain.ids import is_uuid
from partner_api import surprises

Int32 = Annotated[int, msgspec.Meta(ge=-(2**31), lt=2**31)]
"""An integer that also fits where it is going: GraphQL's Int has 32 bits."""


class WireRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One JSON object of the upstream. Unknown members are ignored.

    ``not_promised`` are members that are read where they come, though the upstream's document need
    not have them: other spellings, and what only some of the objects have.
    """

    not_promised: ClassVar[frozenset[str]] = frozenset()


def identity(text: str | None, what: str) -> str:
    """Check and normalize an id that a row cannot do without.

    Raises:
        UpstreamInvalidResponse: It is missing or not a UUID.

    """
    if text is not None:
        if is_uuid(text):
            return text
        lowered = text.lower()
        if is_uuid(lowered):
            return lowered
    raise UpstreamInvalidResponse(f"{what} is missing or not a UUID")


def expect_same(found: str | None, expected: str, what: str) -> None:
    """Check that a row is about the object that was asked for.

    Raises:
        UpstreamInvalidResponse: It is about another one, and must not be shown to anybody.

    """
    if found != expected and identity(found, what) != expected:
        raise UpstreamInvalidResponse(f"{what} is not the one that was asked for")


def link(text: str | None, field: str) -> str | None:
    """Normalize an id that only points at something; ``None`` if it points nowhere."""
    if not text:
        return None
    lowered = text if is_uuid(text) else text.lower()
    if is_uuid(lowered):
        return lowered
    surprises.unusable(field, "not a UUID")
    return None
