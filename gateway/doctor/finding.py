"""What a check found."""

from enum import Enum
from typing import NamedTuple


class Outcome(Enum):
    """``NOTE`` is worth knowing and stops nothing; ``FAILED`` has to be seen to."""

    OK = "ok"
    NOTE = "note"
    FAILED = "failed"


class Finding(NamedTuple):
    """One row of the table. ``told`` says what is, ``advice`` what to do; neither holds a secret."""

    check: str
    outcome: Outcome
    told: str
    advice: str = ""
