"""Guards: what may be decided once for an operation instead of once for every row.

A resolver may be a guard around another one. It says so with two attributes:

* ``__wrapped__``, the resolver inside;
* ``admits``, a hashable function of the context *alone*: if it is true, calling the guard is the
  same as calling what is inside.

A guard that does not admit is called like any resolver, and refuses each row in its own words.
"""

from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeAlias

Resolver: TypeAlias = Callable[..., Any]


class Test(Hashable, Protocol):
    """A condition on the context. Equal tests are asked once."""

    def __call__(self, context: Any, /) -> bool:
        """Whether the context passes."""
        ...


def unguarded(resolve: Resolver | None) -> Resolver | None:
    """The resolver inside all guards, whatever they decide."""
    while hasattr(resolve, "admits"):
        resolve = getattr(resolve, "__wrapped__", None)
    return resolve


class Decisions:
    """The tests that a plan depends on, with the answers it was made for."""

    __slots__ = ("_answers", "_context")

    def __init__(self, context: object) -> None:
        self._context = context
        self._answers: dict[Test, bool] = {}

    def strip(self, resolve: Resolver | None) -> Resolver | None:
        """The resolver inside all guards that admit the context."""
        while (test := getattr(resolve, "admits", None)) is not None:
            if test not in self._answers:
                self._answers[test] = bool(test(self._context))
            if not self._answers[test]:
                break
            resolve = resolve.__wrapped__  # type: ignore[union-attr]
        return resolve

    def answers(self) -> tuple[tuple[Test, bool], ...]:
        """What was asked so far."""
        return tuple(self._answers.items())
