"""Looking ahead: starting to load what rows will need before the rows are there.

Many rows hang off one thing (an owner, a tenant, an account), and what a document asks below them can be
loaded by the key of that thing, level after level or all at once. A schema tells the engine three
things about it, in the metadata of its fields:

* ``"execution.prefetch"``, a function ``(context, keys, **arguments) -> None``: the field can be loaded
  by the key of the row that it belongs to, and the rows that it answers with have the same key. The
  function starts loading and waits for nothing.
* ``"execution.foresee"``, a function ``(context, **arguments) -> Mapping[str, Sequence[key]]``: before
  the field is answered, its arguments and the context tell the keys of its rows, by the name of their
  type. It makes no call, and raises nothing.
* a type's ``is_type_of`` may have an attribute ``row_key``, a function that gives the key of a row,
  or ``None`` where nothing below it should be loaded early.

With that, everything below a row whose key is known is started in the same moment, however deep it
stands. What is loaded is what the plan would load anyway, unless rows in between turn out not to be
there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from execution.compiled.calling import Call

if TYPE_CHECKING:
    from execution.compiled.plan import Selection
    from execution.compiled.run import Run

_MOST_CALLS = 100
"""Below one row. More is started level by level, as without looking ahead."""


class Ahead:
    """What is started as soon as the keys of a selection's rows are known: its calls, in their order."""

    __slots__ = ("calls", "row_key")

    def __init__(self, calls: Sequence[Call], row_key: Callable[[Any], Any]) -> None:
        self.calls = calls
        self.row_key = row_key

    def start(self, run: "Run", rows: Iterable[tuple[Any, Any, Any]]) -> None:
        """Start for rows that have come."""
        found = dict.fromkeys([self.row_key(row) for row, _, _ in rows])
        keys = tuple([key for key in found if key is not None])
        if keys:
            prefetch(run, self.calls, keys)


class Foreseen:
    """What is started below a call before it is answered, by the type of the rows it may give."""

    __slots__ = ("calls", "foresee")

    def __init__(
        self, foresee: Callable[..., Mapping[str, Sequence[Any]]], calls: Mapping[str, Sequence[Call]]
    ) -> None:
        self.foresee = foresee
        self.calls = calls

    def start(self, run: "Run", arguments: Mapping[str, Any]) -> None:
        """Start for the arguments of the call, as its resolver gets them."""
        for type_name, keys in self.foresee(run.context, **arguments).items():
            calls = self.calls.get(type_name)
            if calls:
                prefetch(run, calls, keys)


def prefetch(run: "Run", calls: Iterable[Call], keys: Sequence[Any]) -> None:
    """Start loading what these calls will need for rows of these keys."""
    for call in calls:
        try:
            arguments = call.python_arguments(run)
        except Exception:  # noqa: BLE001, S112 - it is told when the call is made
            continue
        call.prefetch(run.context, keys, **arguments)


class LookAhead:
    """Finds what can be started early in a plan; made with it."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Call, ...]] = {}

    def plan(self, selections: Iterable["Selection"]) -> None:
        """Note with every selection and call what to start when."""
        for selection in selections:
            deeper = self._deeper(selection)
            row_key = getattr(selection.object_type.is_type_of, "row_key", None)
            if deeper and row_key is not None:
                selection.ahead = Ahead(deeper, row_key)
            for call in selection.calls:
                if call.foresee is not None:
                    below: dict[str, list[Call]] = {}
                    for name, calls in self._by_type(call.field.selections):
                        below.setdefault(name, []).extend(calls)
                    if below:
                        distinct = {name: _distinct(calls) for name, calls in below.items()}
                        call.foreseen = Foreseen(call.foresee, distinct)

    def _by_type(self, selections: Mapping[str, "Selection"]) -> Iterator[tuple[str, tuple[Call, ...]]]:
        """What can be started for rows of each type, be they wrapped in pages and the like."""
        for name, selection in selections.items():
            calls = self._all(selection)
            if calls:
                yield name, calls
            for field in selection.fields:
                if field.call is None:
                    yield from self._by_type(field.selections)

    def _all(self, selection: "Selection") -> tuple[Call, ...]:
        """The calls of a selection that need nothing but the key of the row, and those below them."""
        known = self._known.get(id(selection))
        if known is None:
            own = [call for call in selection.calls if call.prefetch is not None]
            known = self._known[id(selection)] = _distinct([*own, *self._below(own)])
        return known

    def _deeper(self, selection: "Selection") -> tuple[Call, ...]:
        """Those of them that are not a selection's own, which are made at once anyway."""
        own = [call for call in selection.calls if call.prefetch is not None]
        return tuple(call for call in _distinct([*own, *self._below(own)]) if call not in own)

    def _below(self, calls: Iterable[Call]) -> Iterable[Call]:
        for call in calls:
            selections = tuple(call.field.selections.values())
            if selections:
                first, *others = (self._all(each) for each in selections)
                # What only rows of some type need may be needed by none.
                yield from (each for each in first if all(_has_like(other, each) for other in others))


def _distinct(calls: Iterable[Call]) -> tuple[Call, ...]:
    """The calls without those that would load the same again."""
    found: list[Call] = []
    for call in calls:
        if len(found) < _MOST_CALLS and not _has_like(found, call):
            found.append(call)
    return tuple(found)


def _has_like(calls: Iterable[Call], call: Call) -> bool:
    return any(
        each is call
        or (each.prefetch == call.prefetch and not each.takes_arguments and not call.takes_arguments)
        or (each.prefetch == call.prefetch and _same_arguments(each, call))
        for each in calls
    )


def _same_arguments(one: Call, other: Call) -> bool:
    return one.field.nodes[0].arguments == other.field.nodes[0].arguments
