"""What is found out about one call of a plan."""

from dataclasses import dataclass, field
from enum import Enum

from execution.guard.weights import Load


class How(Enum):
    """How a call comes by what it loads."""

    ASKED = "asked when the rows above are there"
    FORESEEN = "asked before, by what arguments tell"
    AHEAD = "asked before, as soon as rows further above are there"
    SHARED = "asked by another field"


@dataclass(slots=True)
class Asked:
    """Something that a call loads.

    Attributes:
        load: What, and how often.
        wave: In which round trip it is asked, from 1; 0 if it is there before the first.
        last: In which the last of it is asked, where a resolver asks one thing after another.
        how: How the call comes by it.
        calls: How many calls of the source it is at most; none if another field has asked.
        source: The place of the field that has asked, or which let it be asked early.

    """

    load: Load
    wave: int
    last: int
    how: How = How.ASKED
    calls: float = 0
    source: tuple[str, ...] = ()


@dataclass(slots=True)
class Step:
    """A call of a plan, and when it asks for what.

    Attributes:
        types: The types on whose rows the field is asked for.
        name: The field's name in the schema.
        path: The keys in the answer from the step above to this one.
        place: All keys in the answer.
        is_repeated: Whether there may be many rows for each row of the step above.
        opens: Whether its rows may belong to other owners than the rows above.
        is_foreseen: Whether the keys of its rows are known before it is answered.
        has_arguments: Whether it was given any.
        rows: For how many rows it is called at most.
        after: After how many round trips it can be called.
        done: After how many its answer is there.
        has_more: Whether its resolver may take more round trips than that, as data have it.
        asked: What it loads; nothing if its answer is made of what is there.
        below: The calls for the rows that it answers with.

    """

    types: tuple[str, ...]
    name: str
    path: tuple[str, ...]
    place: tuple[str, ...]
    is_repeated: bool
    opens: bool
    is_foreseen: bool
    has_arguments: bool
    rows: float
    after: int
    done: int
    has_more: bool
    asked: list[Asked] = field(default_factory=list)
    below: list["Step"] = field(default_factory=list)

    @property
    def end(self) -> int:
        """After how many round trips everything below it is there, too."""
        return max([self.done, *(each.end for each in self.below)])
