"""Completing values: from what a resolver returned to what goes into the answer.

A completer is made for every position of a plan, which is a field or the items of a list. It takes
any value at all and never raises: what cannot be completed becomes a :class:`Failure`, and what has
to be awaited first a :class:`Later`. Each begins with the shapes that values nearly always have.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    Undefined,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution import Executor
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import is_iterable
from graphql.pyutils.is_awaitable import is_async_iterable, is_awaitable

from execution.compiled.lasting import as_fragment, fields_in, is_lasting
from execution.compiled.leaves import MISSED, Leaves
from execution.compiled.place import Place, field_of
from execution.compiled.row_types import has_room, ignores_place, resolves_by_class, takes_by_class

if TYPE_CHECKING:
    from execution.compiled.plan import Field, Selection
    from execution.compiled.run import Run

Complete: TypeAlias = Callable[[Any, "Run", Place], Any]
Selections: TypeAlias = Mapping[str, "Selection"]
"""The selections below a field, by the name of the object type."""


def completer(schema: GraphQLSchema, leaves: Leaves, field: "Field") -> Complete:
    """The completer of a field's values."""
    return _Positions(schema, leaves, field).of(field.definition.type)


class _Positions:
    """Makes the completers of one field: for its values, and for the items of lists in them."""

    def __init__(self, schema: GraphQLSchema, leaves: Leaves, field: "Field") -> None:
        self.schema = schema
        self.leaves = leaves
        self.field = field
        self.selections = field.selections
        self.is_traced = field.is_traced

    def of(self, output_type: GraphQLOutputType) -> Complete:
        non_null = isinstance(output_type, GraphQLNonNull)
        inner = output_type.of_type if isinstance(output_type, GraphQLNonNull) else output_type
        null = self._no_null if non_null else _null
        if isinstance(inner, GraphQLList):
            return self._list(inner, null)
        if is_leaf_type(inner):
            return self._leaf(inner, null)
        if is_abstract_type(inner):
            return self._abstract(inner, null)
        return self._object(cast("GraphQLObjectType", inner), null)

    def _no_null(self, run: "Run") -> Any:
        field = self.field
        message = f"Cannot return null for non-nullable field {field.parent_type.name}.{field.name}."
        return run.fail(TypeError(message), field.nodes)

    def _unusual(
        self, value: Any, run: "Run", place: Place, complete: Complete, null: Callable[["Run"], Any]
    ) -> Any:
        """What is nothing, an exception or awaitable, completed; ``_USUAL`` for everything else."""
        if value is None or value is Undefined:
            return null(run)
        if is_awaitable(value):
            return run.later(value, complete, place, self.field.nodes)
        if isinstance(value, Exception):
            return run.fail(value, self.field.nodes)
        return _USUAL

    def _leaf(self, leaf_type: GraphQLLeafType, null: Callable[["Run"], Any]) -> Complete:
        field = self.field
        leaf = self.leaves.of(leaf_type)
        glance = leaf.glance

        def complete(value: Any, run: "Run", place: Place) -> Any:
            try:
                done = glance(value)
            except Exception:  # noqa: BLE001 - any scalar's own; it comes again below
                done = MISSED
            if done is not MISSED and done is not None and done is not Undefined:
                return done
            if (done := self._unusual(value, run, place, complete, null)) is not _USUAL:
                return done
            try:
                done = Executor.complete_leaf_value(leaf_type, value)
            except Exception as error:  # noqa: BLE001 - any scalar's own
                return run.fail(error, field.nodes)
            leaf.learn(type(value))
            return done

        return complete

    def _list(self, list_type: GraphQLList[Any], null: Callable[["Run"], Any]) -> Complete:
        field = self.field
        item = self.of(list_type.of_type)
        all_items = _traced_items if self.is_traced else _items
        lasting = _LastingItems(item, field) if is_lasting(field) else None

        def complete(value: Any, run: "Run", place: Place) -> Any:
            if type(value) is tuple and lasting is not None and value:
                return lasting.of(value, run)
            if type(value) is list or type(value) is tuple:
                return all_items(item, value, run, place)
            if (done := self._unusual(value, run, place, complete, null)) is not _USUAL:
                return done
            if is_async_iterable(value):
                return run.later(_collected(value), complete, place, field.nodes)
            if not is_iterable(value):
                name = f"{field.parent_type.name}.{field.name}"
                message = f"Expected Iterable, but did not find one for field '{name}'."
                return run.fail(GraphQLError(message), field.nodes)
            values: list[Any] = []
            try:
                values.extend(value)
            except Exception as error:  # noqa: BLE001 - any iterator's own
                return run.fail(error, field.nodes, all_items(item, values, run, place))
            return all_items(item, values, run, place)

        return complete

    def _object(self, object_type: GraphQLObjectType, null: Callable[["Run"], Any]) -> Complete:
        selection = self.selections[object_type.name]
        taken: set[type] = set()

        def complete(value: Any, run: "Run", place: Place) -> Any:
            if type(value) in taken:
                return selection.read(value, run, place)
            if (done := self._unusual(value, run, place, complete, null)) is not _USUAL:
                return done
            if has_room(taken) and takes_by_class(object_type, type(value)):
                done = self._checked(selection, value, run, place)
                if type(done) is dict:
                    taken.add(type(value))
                return done
            return self._checked(selection, value, run, place)

        return complete

    def _checked(self, selection: "Selection", value: Any, run: "Run", place: Place) -> Any:
        """A row as an object, if the type takes it."""
        is_type_of = selection.object_type.is_type_of
        if is_type_of is None:
            return selection.read(value, run, place)
        try:
            takes = is_type_of(value, self._info(run, place))
        except Exception as error:  # noqa: BLE001 - any type's own
            return run.fail(error, self.field.nodes)
        then = partial(self._if_taken, selection, value)
        if is_awaitable(takes):
            return run.later(takes, then, place, self.field.nodes)
        return then(takes, run, place)

    def _if_taken(self, selection: "Selection", value: Any, takes: Any, run: "Run", place: Place) -> Any:
        if takes:
            return selection.read(value, run, place)
        details = self.field.details
        return run.fail(invalid_return_type_error(selection.object_type, value, details), self.field.nodes)

    def _abstract(self, abstract: GraphQLAbstractType, null: Callable[["Run"], Any]) -> Complete:
        known: dict[type, Selection] = {}

        def complete(value: Any, run: "Run", place: Place) -> Any:
            selection = known.get(type(value))
            if selection is not None:
                return selection.read(value, run, place)
            if (done := self._unusual(value, run, place, complete, null)) is not _USUAL:
                return done
            resolve = abstract.resolve_type or run.type_resolver
            try:
                name = resolve(value, self._info(run, place), abstract)
            except Exception as error:  # noqa: BLE001 - any type's own
                return run.fail(error, self.field.nodes)
            then = partial(self._of_runtime_type, abstract, value)
            if is_awaitable(name):
                return run.later(name, then, place, self.field.nodes)
            done = then(name, run, place)
            by_class = resolves_by_class(self.schema, abstract, type(value))
            if by_class and type(done) is dict and has_room(known):
                known[type(value)] = self.selections[cast("str", name)]
            return done

        return complete

    def _of_runtime_type(
        self, abstract: GraphQLAbstractType, value: Any, name: Any, run: "Run", place: Place
    ) -> Any:
        """A row as an object of the type that it was found to be of."""
        field = self.field
        try:
            object_type = Executor.ensure_valid_runtime_type(
                cast("Any", self), name, abstract, field.details, self._info(run, place), value
            )
        except GraphQLError as error:
            return run.fail(error, field.nodes)
        return self._checked(self.selections[object_type.name], value, run, place)

    def _info(self, run: "Run", place: Place) -> Any:
        return run.info(self.field, field_of(place))


_USUAL = object()


def _null(_run: "Run") -> None:
    return None


def _items(item: Complete, values: Any, run: "Run", _place: Place) -> list[Any]:
    return [item(value, run, None) for value in values]


class _LastingItems:
    """The items of tuples whose rows never change: made once, and then found again."""

    __slots__ = ("_fields", "_item")

    def __init__(self, item: Complete, field: "Field") -> None:
        self._item = item
        self._fields = fields_in(field)

    def of(self, values: tuple[Any, ...], run: "Run") -> Any:
        lasting = run.lasting
        known = lasting.get(values, self)
        if known is None:
            had_gaps, run.has_gaps = run.has_gaps, False
            made = _items(self._item, values, run, None)
            if run.has_gaps:  # an error belongs to one answer: it is placed in it
                return made
            run.has_gaps = had_gaps
            known = lasting.keep(values, self, made, self._fields)
        if not run.fragments:
            return known.made
        return known.fragment or as_fragment(known)


def _traced_items(item: Complete, values: Any, run: "Run", place: Place) -> list[Any]:
    return [item(value, run, (place, index)) for index, value in enumerate(values)]


async def _collected(values: Any) -> list[Any]:
    """All items of an asynchronous iterable, which is closed if one of them fails."""
    iterator = values.__aiter__()
    items: list[Any] = []
    try:
        async for item in iterator:
            items.append(item)  # noqa: PERF401 - what was read so far must not be lost track of
    except Exception:
        close = getattr(iterator, "aclose", None)
        if close is not None:
            await close()
        raise
    return items


def needs_place(abstract_or_object: object) -> bool:
    """Whether a type has functions that may look at where a row is."""
    functions = (getattr(abstract_or_object, each, None) for each in ("is_type_of", "resolve_type"))
    return not all(map(ignores_place, functions))
