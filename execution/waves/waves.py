"""Going through a plan as a run would, with the number of round trips as its clock.

Rows that are there after *n* round trips are called in the order of *n*. What they ask for is asked in
wave *n* + 1, unless it was before: by another field, or by looking ahead, which starts exactly
what the run would start (:class:`Ahead` and :class:`Foreseen` of the plan). Who waits for something
goes on when the wave in which it was asked is over.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import NamedTuple

from graphql import OperationType
from graphql.execution.values import VariableValues

from execution.compiled.calling import Call
from execution.compiled.outline import has_list
from execution.compiled.plan import Plan, Selection
from execution.guard.weights import Costs, Items, Load, Page, Per, Weight
from execution.waves.loads import Arguments, arguments_of, foreseen_keys, loads_of
from execution.waves.sizes import size_of
from execution.waves.step import Asked, How, Step


class Rounds(NamedTuple):
    """How many round trips a resolver takes one after the other; ``more`` if data may want more."""

    number: int
    more: bool = False


RoundsOf = Callable[[Arguments], Rounds]
"""The same for the arguments of a call."""

_ONE_ROUND = Rounds(1)


@dataclass(frozen=True, slots=True)
class Waves:
    """The calls of a plan in their waves.

    ``round_trips`` is how many waves there are if every row is there that may be; ``has_more`` says
    that some resolver may take more, as data have it.
    """

    steps: Sequence[Step]
    round_trips: int
    has_more: bool


def waves_of(
    plan: Plan,
    variables: VariableValues,
    context: object,
    costs: Costs,
    *,
    owners: int,
    rounds: Mapping[str, RoundsOf],
) -> Waves:
    """Work out in which waves a plan asks.

    Args:
        plan: The plan.
        variables: The variables of the request, coerced.
        context: The context of the operation, for the functions that foresee keys.
        costs: What fields load.
        owners: How many owners there are.
        rounds: By schema coordinate, which resolvers take more than one round trip.

    """
    walk = _Walk(variables, context, costs, owners, rounds)
    walk.go(plan)
    steps = walk.steps
    trips = max([0, *(each.end for each in steps)])
    return Waves(steps, trips, any(_has_more(each) for each in steps))


def _has_more(step: Step) -> bool:
    return step.has_more or any(map(_has_more, step.below))


@dataclass(slots=True, eq=False)
class _Entry:
    """Something that was asked for some owners: in which wave, how, and who takes it."""

    wave: int
    how: How
    source: tuple[str, ...]
    takers: list[tuple[Step, Asked]] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """What was asked for some owners, by name."""

    owners: float
    entries: dict[str, _Entry] = field(default_factory=dict)
    objects: dict[str, float] = field(default_factory=dict)


class _Rows(NamedTuple):
    """Rows that are there: the selections that apply to them, whose they are, and of which call."""

    selections: Sequence[Selection]
    group: _Group
    rows: float
    page: float
    place: tuple[str, ...]
    is_repeated: bool
    arguments: Arguments
    into: list[Step]


class _Found(NamedTuple):
    """A call for rows that are there."""

    call: Call
    path: tuple[str, ...]
    is_repeated: bool
    type_name: str
    rows: float
    page: float


class _Walk:
    def __init__(
        self,
        variables: VariableValues,
        context: object,
        costs: Costs,
        owners: int,
        rounds: Mapping[str, RoundsOf],
    ) -> None:
        self._variables = variables
        self._context = context
        self._costs = costs
        self._owners = owners
        self._rounds = rounds
        self._order = count()
        self._due: list[tuple[int, int, _Rows]] = []
        self._entries: list[_Entry] = []
        self.steps: list[Step] = []

    def go(self, plan: Plan) -> None:
        """Go through the plan; fields of a mutation one after the other, each asking anew."""
        root = plan.root
        parts = [root]
        if plan.operation.operation is OperationType.MUTATION:
            parts = [Selection(root.object_type, (each,)) for each in root.fields]
        at = 0
        for part in parts:
            self._add(at, _Rows((part,), _Group(1), 1, 1, (), False, {}, self.steps))
            while self._due:
                at_rows, _, rows = heapq.heappop(self._due)
                self._call(at_rows, rows)
            at = max([0, *(each.end for each in self.steps)])
        for entry in self._entries:
            _share(entry)

    def _add(self, at: int, rows: _Rows) -> None:
        heapq.heappush(self._due, (at, next(self._order), rows))

    def _call(self, at: int, rows: _Rows) -> None:
        """Make all calls for rows that are there, and look ahead."""
        merged: dict[object, list[_Found]] = {}
        for selection in rows.selections:
            for found in self._calls(selection, (), rows, at, rows.rows, rows.page, rows.is_repeated):
                node = found.call.field.nodes[0]
                key = (found.path, node.name.value, node.arguments)
                merged.setdefault(key, []).append(found)
        for same in merged.values():
            self._make(at, rows, same)

    def _calls(
        self,
        selection: Selection,
        path: tuple[str, ...],
        rows: _Rows,
        at: int,
        number: float,
        page: float,
        is_repeated: bool,
    ) -> Iterator[_Found]:
        """The calls of a selection, and of what is read off its rows."""
        if selection.ahead is not None:
            for call in selection.ahead.calls:
                self._ask_early(call, at, rows.group, How.AHEAD, (*rows.place, *path))
        for each in selection.fields:
            here = (*path, each.key)
            if each.call is not None:
                yield _Found(each.call, here, is_repeated, selection.object_type.name, number, page)
            elif each.selections:
                weight = self._costs.weight(selection.object_type.name, each.name)
                below = number * self._times(weight, {}, page)
                repeated = is_repeated or has_list(each.definition.type)
                for deeper in each.selections.values():
                    yield from self._calls(deeper, here, rows, at, below, page, repeated)

    def _make(self, at: int, above: _Rows, same: Sequence[_Found]) -> None:
        """Make one call for the rows of one or several types."""
        first = same[0]
        call, place = first.call, (*above.place, *first.path)
        arguments = arguments_of(call, self._variables)
        weights = [self._costs.weight(each.type_name, call.field.name) for each in same]
        weight = max(weights, key=lambda each: len(each.loads))
        tell = self._rounds.get(call.field.coordinate)
        rounds = _ONE_ROUND if tell is None else tell(arguments)
        number = max(each.rows for each in same)
        group = above.group
        if weight.owners is not None:
            group = self._group(weight, arguments, number)
        keys = foreseen_keys(call, arguments, self._context)
        step = Step(
            types=_types(call, same, self._costs),
            name=call.field.name,
            path=first.path,
            place=place,
            is_repeated=first.is_repeated,
            opens=weight.owners is not None,
            is_foreseen=bool(keys),
            has_arguments=any(value is not None for value in arguments.values()),
            rows=number,
            after=at,
            done=at,
            has_more=rounds.more,
        )
        above.into.append(step)
        for type_name in keys:
            for each in call.foreseen.calls.get(type_name, ()) if call.foreseen is not None else ():
                self._ask_early(each, at, group, How.FORESEEN, place)
        for turn, load in enumerate(_most(weights, arguments, above.arguments)):
            wave = at + 1 + min(turn, rounds.number - 1)
            step.asked.append(self._ask(step, load, wave, group))
        step.done = max([at, *(each.wave for each in step.asked)])
        if rounds.number > 1 and step.asked:
            step.done = step.asked[-1].last = max(step.done, at + rounds.number)
        if weight.owners is not None:
            for name in weight.knows if not arguments.get(weight.unless or "") else ():
                group.entries.setdefault(name, self._entry(step.done, How.SHARED, place))
        self._below(step, [each.call for each in same], weight, group, arguments, first.page)

    def _below(
        self,
        step: Step,
        calls: Sequence[Call],
        weight: Weight,
        group: _Group,
        arguments: Arguments,
        page: float,
    ) -> None:
        """The rows that a step answers with are there when it is done."""
        if isinstance(weight.items, Page):
            page = size_of(weight.items, arguments, self._owners)
        rows = step.rows * self._times(weight, arguments, page)
        selections = tuple(dict.fromkeys(one for call in calls for one in call.field.selections.values()))
        is_repeated = has_list(calls[0].field.definition.type)
        if selections:
            self._add(
                step.done,
                _Rows(selections, group, rows, page, step.place, is_repeated, arguments, step.below),
            )

    def _group(self, weight: Weight, arguments: Arguments, rows: float) -> _Group:
        owners = weight.owners
        return _Group(rows if owners is None else rows * size_of(owners, arguments, self._owners))

    def _times(self, weight: Weight, arguments: Arguments, page: float) -> float:
        """How many rows a field gives for each row: as many as the page has only where there are rows."""
        if isinstance(weight.items, Items):
            return size_of(weight.items, arguments, self._owners)
        return page if weight.is_paged else 1

    def _ask_early(self, call: Call, at: int, group: _Group, how: How, source: tuple[str, ...]) -> None:
        weight = self._costs.weight(call.field.parent_type.name, call.field.name)
        for load in loads_of(weight, arguments_of(call, self._variables), {}):
            if load.name not in group.entries:
                group.entries[load.name] = self._entry(at + 1, how, source)

    def _ask(self, step: Step, load: Load, wave: int, group: _Group) -> Asked:
        """Ask for something, unless it was asked for before."""
        if load.per is Per.OWNER or load.per is Per.OPERATION:
            entry = group.entries.get(load.name)
            if entry is None:
                entry = group.entries[load.name] = self._entry(wave, How.ASKED, step.place)
            asked = Asked(load, entry.wave, entry.wave, calls=load.calls * group.owners)
            entry.takers.append((step, asked))
            return asked
        number = step.rows * (self._owners if load.per is Per.EVERYBODY else 1)
        if load.most:
            key = load.name if load.per is Per.OBJECT else f"{load.name} {len(group.objects)}"
            before = group.objects.get(key, 0.0)
            number = min(number, group.owners * load.most - before)
            group.objects[key] = before + number
        return Asked(load, wave, wave, calls=load.calls * number)

    def _entry(self, wave: int, how: How, source: tuple[str, ...]) -> _Entry:
        entry = _Entry(wave, how, source)
        self._entries.append(entry)
        return entry


def _share(entry: _Entry) -> None:
    """Let one step have asked, the first that needs it and the highest among those; others share it."""
    if not entry.takers:
        return
    owner = min(entry.takers, key=lambda taker: (taker[0].after, len(taker[0].place)))
    for step, asked in entry.takers:
        if step is owner[0] and asked is owner[1] and entry.how is not How.SHARED:
            asked.how = entry.how if entry.wave <= step.after else How.ASKED
            asked.source = entry.source if asked.how is not How.ASKED else ()
        else:
            asked.how, asked.calls = How.SHARED, 0
            asked.source = entry.source if entry.how is How.SHARED else owner[0].place


def _most(weights: Iterable[Weight], arguments: Arguments, above: Arguments) -> list[Load]:
    """What is loaded for rows of several types: each load once, with the most calls."""
    found: dict[str, Load] = {}
    for weight in weights:
        for load in loads_of(weight, arguments, above):
            known = found.get(load.name)
            if load.calls and (known is None or known.calls < load.calls):
                found[load.name] = replace(load)
    return list(found.values())


def _types(call: Call, same: Sequence[_Found], costs: Costs) -> tuple[str, ...]:
    """The types of the rows; the interface instead, if the field is one of it and asked of all."""
    names = tuple(dict.fromkeys(each.type_name for each in same))
    if len(names) == 1:
        return names
    for each in call.field.parent_type.interfaces:
        everybody = {one.name for one in costs.schema.get_possible_types(each)}
        if everybody == set(names) and call.field.name in each.fields:
            return (each.name,)
    return names
