"""The base of all changes."""

from enum import Enum
from typing import Any

import msgspec
from msgspec import UNSET

_NOT_CHOSEN = frozenset({"OTHER", "UNKNOWN"})


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Fields to set; what is ``UNSET`` stays.

    Raises:
        ValueError: A field is set to the enum value that stands for all unknown ones.

    """

    def __post_init__(self) -> None:
        for name, value in set_fields(self).items():
            if isinstance(value, Enum) and value.name in _NOT_CHOSEN:
                raise ValueError(f"{name} cannot be set to {value.name}")


def set_fields(changes: msgspec.Struct) -> dict[str, Any]:
    """Give the fields that are set, with their values, in the order of declaration."""
    found = {}
    for name in changes.__struct_fields__:
        value = getattr(changes, name)
        if value is not UNSET:
            found[name] = value
    return found
