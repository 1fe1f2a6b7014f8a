"""What a client filled in."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from resolvers.mutations.problem import Problem

C = TypeVar("C", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Form(Generic[C]):
    """An input as changes of a record, and what could not be read as such.

    Ids of other objects are still the global ones.
    """

    changes: C
    problems: tuple[Problem, ...] = ()
