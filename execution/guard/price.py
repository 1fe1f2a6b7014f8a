"""What an operation costs, as an expression that only needs the variables of a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, prod
from typing import Any, NamedTuple, Protocol

VALUES_A_POINT = 100

Factors = tuple[int, ...]
"""Places in a list of numbers that are multiplied with each other."""


class Points(NamedTuple):
    """What an operation may cost at most: calls of the source, and values in the answer."""

    calls: int
    values: int

    @property
    def total(self) -> int:
        """One point for each call, and one for every hundred values."""
        return self.calls + points_of_values(self.values)


def points_of_values(values: float) -> int:
    """How many points so many values of an answer are."""
    return ceil(values / VALUES_A_POINT)


class Factor(Protocol):
    """A number that depends on the request: the size of a page, the length of a list, 0 or 1."""

    def value(self, variables: Mapping[str, Any], owners: int) -> float:
        """The number, for these variables, where there are so many owners."""
        ...


class Product(NamedTuple):
    """A number times factors."""

    number: float
    factors: Factors

    def value(self, values: list[float]) -> float:
        """The product, for the values of all factors."""
        return self.number * prod(values[each] for each in self.factors) if self.factors else self.number


class Shared(NamedTuple):
    """Calls that are made once for each owner if any of the fields that need them is there."""

    calls: int
    needed: tuple[Factors, ...]


class Bounded(NamedTuple):
    """Calls for single objects, of which each owner has at most ``most``; 0: nobody knows."""

    calls: int
    most: int
    objects: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What is loaded for some owners: ``calls`` in any case, the rest as variables have it."""

    owners: Product
    calls: int
    shared: tuple[Shared, ...]
    bounded: tuple[Bounded, ...]

    def value(self, values: list[float]) -> float:
        """How many calls these are."""
        owners = self.owners.value(values)
        calls = self.calls
        for each in self.shared:
            if any(all(values[place] for place in needed) for needed in each.needed):
                calls += each.calls
        total = owners * calls
        for bounded in self.bounded:
            objects = sum(product.value(values) for product in bounded.objects)
            if bounded.most:
                objects = min(objects, owners * bounded.most)
            total += bounded.calls * objects
        return total


class Price:
    """What an operation costs: the loads of its groups, and the values of its answer."""

    __slots__ = ("_fixed", "factors", "groups", "values")

    def __init__(
        self, factors: tuple[Factor, ...], groups: tuple[Group, ...], values: tuple[Product, ...]
    ) -> None:
        self.factors = factors
        self.groups = groups
        self.values = values
        self._fixed = self._points([]) if not factors else None

    def points(self, variables: Mapping[str, Any], owners: int) -> Points:
        """What it costs with these variables, as they came, where there are so many owners."""
        if self._fixed is not None:
            return self._fixed
        return self._points([factor.value(variables, owners) for factor in self.factors])

    def _points(self, values: list[float]) -> Points:
        calls = sum(group.value(values) for group in self.groups)
        return Points(ceil(calls), ceil(sum(product.value(values) for product in self.values)))
