"""Numbers that look random and are not: each follows from a seed and a label or a counter."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

Choice = TypeVar("Choice")

_MASK = (1 << 64) - 1
_SPAN = float(1 << 64)


def seed_of(text: str) -> int:
    """A 64-bit seed from a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


# Labels are few and written in the code, draws are many.
_label_seed = lru_cache(maxsize=512)(seed_of)


def share(seed: int, counter: int) -> float:
    """An even share in [0, 1) for a seed and a counter, such as a five-minute step."""
    mixed = (seed + counter * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return (mixed ^ (mixed >> 31)) / _SPAN


class Draw:
    """Draws by label: the same seed and label always give the same result."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def share(self, label: str) -> float:
        """An even share in [0, 1)."""
        return share(self._seed, _label_seed(label))

    def number(self, label: str, low: float, high: float, digits: int = 1) -> float:
        """A number between `low` and `high`, rounded."""
        return round(low + self.share(label) * (high - low), digits)

    def pick(self, label: str, choices: Sequence[Choice]) -> Choice:
        """One of `choices`."""
        return choices[int(self.share(label) * len(choices))]

    def chance(self, label: str, probability: float) -> bool:
        """True with this probability."""
        return self.share(label) < probability
