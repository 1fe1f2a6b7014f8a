"""The base of every record."""

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An immutable row of the domain, converted once from upstream bytes.

    ``gc=False`` keeps the rows of a large fleet out of the garbage collector's scans. It is sound
    because records only ever hold values and other records, never a reference back to themselves.
    """
