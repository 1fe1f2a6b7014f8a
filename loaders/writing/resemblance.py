"""Whether a record is what some changes asked for, as far as that can be told."""

from datetime import datetime, time
from decimal import Decimal
from enum import Enum
from math import isclose

import msgspec

from domain.changes.base import set_fields


def resembles(changes: msgspec.Struct, record: object) -> bool:
    """Whether every field that was set reads as it was written.

    Loosely: the upstream may trim a text or round a number. Fields that the record does not have
    are not compared.
    """
    return all(
        _same(value, getattr(record, name))
        for name, value in set_fields(changes).items()
        if hasattr(record, name)
    )


def _same(written: object, read: object) -> bool:
    match written:
        case None:
            return read in (None, "", 0)
        case msgspec.Struct():
            return read is not None and resembles(written, read)
        case tuple():
            return isinstance(read, tuple) and len(written) == len(read)
        case str():
            return isinstance(read, str) and written.strip().casefold() == read.strip().casefold()
        case bool() | Enum() | datetime() | time():
            return written == read
        case int() | float() | Decimal():
            return isinstance(read, int | float | Decimal) and isclose(written, read, rel_tol=1e-6)
    return True
