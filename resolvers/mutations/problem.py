"""What is wrong with an input, in a form that clients can show beside its fields."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from domain.device import BoostState
from domain.errors import FieldProblem, UpstreamConflict, UpstreamInvalid

Path = tuple[str | int, ...]
"""The way to a field of the input, in the names of the records, positions in lists included."""


class ProblemCode(Enum):
    """The kinds of problems that whoever filled in the input can solve."""

    REQUIRED = "REQUIRED"
    TOO_LONG = "TOO_LONG"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    INVALID_FORMAT = "INVALID_FORMAT"
    CONTRADICTORY = "CONTRADICTORY"
    NOT_FOUND = "NOT_FOUND"
    TAKEN = "TAKEN"
    LAST_ADMINISTRATOR = "LAST_ADMINISTRATOR"
    NOT_AVAILABLE = "NOT_AVAILABLE"
    CONFLICT = "CONFLICT"
    INVALID = "INVALID"


Codes = Mapping[Path, ProblemCode]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. The message is a sentence for people.

    ``state`` and ``reason`` tell why a device cannot charge at once, the reason in the upstream's
    own word.
    """

    path: Path
    code: ProblemCode
    message: str
    state: BoostState | None = None
    reason: str | None = None


class InputRefused(Exception):
    """There are problems; nothing was written."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("the input has problems")
        self.problems = problems


class Problems:
    """Collects problems, so that all of them are told at once."""

    def __init__(self, first: tuple[Problem, ...] = ()) -> None:
        self._found = list(first)

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, path: Path, code: ProblemCode, message: str) -> None:
        """Note a problem; only the first about a field is kept."""
        if all(each.path != path for each in self._found):
            self._found.append(Problem(path, code, message))

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Take what ends a check as problems, and go on checking."""
        try:
            yield
        except InputRefused as refused:
            for each in refused.problems:
                self.add(each.path, each.code, each.message)

    def raise_if_any(self) -> None:
        """End the mutation if there are problems.

        Raises:
            InputRefused: There are.

        """
        if self._found:
            raise InputRefused(*self._found)


_STATES = {state.name.lower(): state for state in BoostState if state is not BoostState.UNKNOWN}

_MESSAGES = {
    ProblemCode.REQUIRED: "A value is needed.",
    ProblemCode.TAKEN: "This is taken already.",
    ProblemCode.NOT_FOUND: "There is no such object.",
    ProblemCode.TOO_LONG: "The text is too long.",
    ProblemCode.OUT_OF_RANGE: "The number is out of range.",
    ProblemCode.INVALID_FORMAT: "The text has not the form that is needed.",
}

_CODES = {
    "string_too_long": ProblemCode.TOO_LONG,
    "greater_than_equal": ProblemCode.OUT_OF_RANGE,
    "less_than_equal": ProblemCode.OUT_OF_RANGE,
    "greater_than": ProblemCode.OUT_OF_RANGE,
    "less_than": ProblemCode.OUT_OF_RANGE,
    "string_pattern_mismatch": ProblemCode.INVALID_FORMAT,
    "missing": ProblemCode.REQUIRED,
}
"""The upstream's codes that say as much as ours."""


@contextmanager
def upstream_problems(codes: Codes | None = None) -> Iterator[None]:
    """Turn the upstream's complaints about what was written into problems of the input.

    ``codes`` say what a complaint about a field means whose own rules were checked before.

    Raises:
        InputRefused: The upstream does not accept something, and has changed nothing.

    """
    try:
        yield
    except UpstreamInvalid as error:
        raise InputRefused(*(_problem(each, codes or {}) for each in error.problems)) from None
    except UpstreamConflict as error:
        message = "This is not possible now."
        state = _STATES.get(error.state or "")
        problem = Problem((), ProblemCode.CONFLICT, message, state, error.reason)
        raise InputRefused(problem) from None


def _problem(told: FieldProblem, codes: Codes) -> Problem:
    code = _CODES.get(told.code) or codes.get(told.path, ProblemCode.INVALID)
    return Problem(told.path, code, _MESSAGES.get(code) or _retold(told.message))


_ADDRESS = re.compile(r"\w+://\S*")


def _retold(message: str) -> str:
    """A sentence with the upstream's own words, as far as there are any fit for people."""
    words = _line(_ADDRESS.sub("", message)).removeprefix("Value error, ").rstrip(" .:")
    return f"The Partner API does not accept this{': ' if words else ''}{words}."


def _line(text: str) -> str:
    """The upstream's own words, on one line and without control characters."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())
