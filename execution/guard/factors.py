"""The numbers in a price that depend on the request.

Variables are looked at as they came: what cannot be what the schema wants is refused later, so
that anything will do for it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from execution.guard.weights import Page


@dataclass(frozen=True, slots=True)
class Given:
    """A value that is written in the document, or the name of a variable and its default."""

    constant: Any = None
    variable: str | None = None

    def value(self, variables: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """The value; ``None`` if there is none."""
        return self.constant if self.variable is None else variables.get(self.variable, self.constant)


@dataclass(frozen=True, slots=True)
class PageSize:
    """How many objects are on a page."""

    page: Page
    sizes: tuple[Given, ...]

    def value(self, variables: Mapping[str, Any], owners: int) -> float:
        """The largest that is asked for, or the usual one; no larger than a page can be."""
        asked = [size for each in self.sizes if (size := _whole(each.value(variables))) is not None]
        size = min(max(asked, default=self.page.default), self.page.most)
        return min(size, owners) if self.page.of_owners else size


@dataclass(frozen=True, slots=True)
class Reached:
    """How many owners are looked through for a page."""

    size: PageSize
    times: int
    more: int

    def value(self, variables: Mapping[str, Any], owners: int) -> float:
        """So many for each object of the page and some more, but not more than there are."""
        return min(self.times * self.size.value(variables, owners) + self.more, owners)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a list is."""

    given: Given
    most: float

    def value(self, variables: Mapping[str, Any], owners: int) -> float:
        """The length; one for a single value, which stands for a list of it."""
        del owners
        value = self.given.value(variables)
        if value is None:
            return 0
        return min(len(value), self.most) if isinstance(value, list) else 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whether a list holds something: 1 or 0. A list that is not given holds everything."""

    given: Given
    choice: str

    def value(self, variables: Mapping[str, Any], owners: int) -> float:
        """1 or 0."""
        del owners
        value = self.given.value(variables)
        if value is None:
            return 1
        return int(self.choice in value) if isinstance(value, list) else int(value == self.choice)


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether a variable of ``@include`` or ``@skip`` lets a selection in: 1 or 0."""

    given: Given
    wanted: bool

    def value(self, variables: Mapping[str, Any], owners: int) -> float:
        """1 or 0."""
        del owners
        return int(self.given.value(variables) is not (not self.wanted))


@dataclass(frozen=True, slots=True)
class Everybody:
    """How many owners there are."""

    def value(self, variables: Mapping[str, Any], owners: int) -> float:
        """The number."""
        del variables
        return owners


def _whole(value: object) -> int | None:
    """A size; ``None`` for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value < float("inf"):
        return None
    return max(0, int(value))
