"""Who wants to know what a decoder expected, when it is given something else.

Only a rehearsal of the client (:mod:`partner_api.contract.rehearsal`) listens. Decoders tell on
their slow path only, so that serving costs nothing.
"""

from contextvars import ContextVar
from typing import NamedTuple

from partner_api.wire.row import WireRow


class Expectation(NamedTuple):
    """A row of this type, or a list of such."""

    row_type: type[WireRow]
    is_list: bool


listeners: ContextVar[list[Expectation] | None] = ContextVar("listeners", default=None)


def tell(row_type: type[WireRow], *, is_list: bool) -> None:
    """Say what was expected, to whoever listens."""
    listening = listeners.get()
    if listening is not None:
        listening.append(Expectation(row_type, is_list))
