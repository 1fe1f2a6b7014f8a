"""An answer as it lies in Redis: a small header, and the upstream's bytes. Never pickled."""

import struct
from typing import NamedTuple, Self

_HEADER = struct.Struct(">B?d16s")
_VERSION = 1


class Envelope(NamedTuple):
    """An answer, when the upstream began to be asked for it, and the generation of its tag then.

    ``is_absent`` says that there is no such thing; ``body`` is empty then.
    """

    generation: bytes
    began_at: float
    is_absent: bool
    body: bytes

    def pack(self) -> bytes:
        """The bytes to store."""
        return _HEADER.pack(_VERSION, self.is_absent, self.began_at, self.generation) + self.body

    @classmethod
    def unpack(cls, data: bytes) -> Self | None:
        """Read stored bytes; ``None`` if they are not ours."""
        if len(data) < _HEADER.size or data[0] != _VERSION:
            return None
        _, is_absent, began_at, generation = _HEADER.unpack_from(data)
        return cls(generation, began_at, is_absent, data[_HEADER.size :])
