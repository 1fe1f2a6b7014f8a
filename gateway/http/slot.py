"""The slot that a request holds while it is worked on, in its scope."""

from collections.abc import MutableMapping
from typing import Any

SLOT = "gateway.slot"
"""The member of the scope with the function that gives the slot back."""


def give_back(scope: MutableMapping[str, Any]) -> None:
    """Let somebody else have the slot. Streams do it before they end, for they may stay for hours."""
    leave = scope.pop(SLOT, None)
    if leave is not None:
        leave()
