"""Counting what a document is made of, in one walk over its text, before it is known to be valid.

Every definition is walked once, without recursion, into a sketch of its own. What it is with its
fragments put in follows from the sketches by arithmetic: each fragment is worked out once, however
often it is spread, so that a document that unfolds into millions of fields costs no more than its
text. The numbers are exact, however large they become.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import NamedTuple, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
)

from execution.guard.limits import DocumentLimits, Excess
from execution.guard.merging import same_name_pairs

INTROSPECTION = frozenset({"__schema", "__type"})
_INTROSPECTION_LISTS = frozenset({"fields", "interfaces", "possibleTypes", "inputFields"})


@dataclass(slots=True)
class Measures:
    """How much of everything a document has; the names are those of :class:`DocumentLimits`.

    ``same_name`` is worked out last, and only of a document that is within all other limits.
    """

    tokens: int = 0
    operations: int = 0
    fragments: int = 0
    spreads: int = 0
    variables: int = 0
    depth: int = 0
    fields: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    directives_at_once: int = 0
    introspection_depth: int = 0
    introspection_lists: int = 0
    list_items: int = 0
    input_depth: int = 0
    same_name: int = 0

    def excess(self, limits: DocumentLimits) -> Excess | None:
        """The first that there is too much of."""
        for name in _NAMES:
            if getattr(self, name) > getattr(limits, name):
                return Excess(name, getattr(self, name), getattr(limits, name))
        return None


_NAMES = tuple(each.name for each in fields(Measures))


def measure(document: DocumentNode, limits: DocumentLimits) -> tuple[Measures, Excess | None]:
    """Measure a document that has been parsed, and say what there is too much of.

    Raises:
        GraphQLError: A fragment spreads itself, or has the name of another one.

    """
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments: dict[str, FragmentDefinitionNode] = {}
    for each in document.definitions:
        if isinstance(each, FragmentDefinitionNode):
            if each.name.value in fragments:  # only one of them would be looked at below
                raise GraphQLError(f"There can be only one fragment named '{each.name.value}'.", each.name)
            fragments[each.name.value] = each
    measures = Measures(
        tokens=document.token_count or 0, operations=len(operations), fragments=len(fragments)
    )
    sketches = {name: _sketch(node, measures) for name, node in fragments.items()}
    roots = [_sketch(node, measures) for node in operations]
    measures.spreads = sum(len(each.spreads) for each in (*roots, *sketches.values()))
    early = measures.excess(limits)
    if early is not None:
        return measures, early
    wholes = _wholes(sketches)
    spread = {each.name for sketch in (*roots, *sketches.values()) for each in sketch.spreads}
    for root in roots:
        whole = _whole(root, wholes)
        measures.root_fields = max(measures.root_fields, whole.top)
        _add(measures, whole)
    for name in sketches.keys() - spread:  # no operation needs it, but validation looks at it
        _add(measures, wholes[name])
    excess = measures.excess(limits)
    if excess is None:
        unused = [fragments[name] for name in sketches.keys() - spread]
        measures.same_name = same_name_pairs([*operations, *unused], fragments)
        excess = measures.excess(limits)
    return measures, excess


class _Place(NamedTuple):
    """Where a selection set is: how many fields and lists of types are above it.

    ``depth`` and ``lists`` count from the operation or fragment on; ``inside`` and ``lists_inside``
    from where introspection began, if it did.
    """

    depth: int = 0
    lists: int = 0
    is_introspection: bool = False
    inside: int = 0
    lists_inside: int = 0


class _Spread(NamedTuple):
    """Where a fragment is spread, and the node."""

    name: str
    place: _Place
    node: FragmentSpreadNode


@dataclass(slots=True)
class _Sketch:
    """A definition by itself; also, with what it spreads put in, as a whole.

    ``top`` are the fields of the uppermost level, ``depth`` is what counts outside of introspection.
    ``names_deep`` and ``lists_deep`` are how deep it is altogether, for where it is spread inside.
    """

    spreads: list[_Spread]
    top: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0
    names_deep: int = 0
    lists_deep: int = 0
    introspection_depth: int = 0
    introspection_lists: int = 0


def _add(measures: Measures, whole: _Sketch) -> None:
    measures.fields += whole.fields
    measures.aliases += whole.aliases
    measures.directives += whole.directives
    measures.depth = max(measures.depth, whole.depth)
    measures.introspection_depth = max(measures.introspection_depth, whole.introspection_depth)
    measures.introspection_lists = max(measures.introspection_lists, whole.introspection_lists)


def _sketch(node: OperationDefinitionNode | FragmentDefinitionNode, measures: Measures) -> _Sketch:
    """Walk one definition, and note in the measures what counts as it is written."""
    sketch = _Sketch([])
    sketch.directives += _directives(node.directives, measures)
    for variable in node.variable_definitions or ():
        measures.variables += 1
        sketch.directives += _directives(variable.directives, measures)
        if variable.default_value is not None:
            _literal(variable.default_value, measures)
    waiting: list[tuple[SelectionSetNode, _Place]] = [(node.selection_set, _Place())]
    while waiting:
        selection_set, place = waiting.pop()
        for selection in selection_set.selections:
            sketch.directives += _directives(selection.directives, measures)
            if isinstance(selection, FieldNode):
                below = _field(sketch, selection, measures, place)
                if selection.selection_set is not None:
                    waiting.append((selection.selection_set, below))
            elif isinstance(selection, FragmentSpreadNode):
                sketch.spreads.append(_Spread(selection.name.value, place, selection))
            else:
                waiting.append((cast("InlineFragmentNode", selection).selection_set, place))
    return sketch


def _field(sketch: _Sketch, node: FieldNode, measures: Measures, place: _Place) -> _Place:
    """Count a field; gives the place of what is below it."""
    name = node.name.value
    sketch.fields += 1
    if not place.depth:
        sketch.top += 1
    if node.alias is not None:
        sketch.aliases += 1
    for argument in node.arguments or ():
        _literal(argument.value, measures)
    list_ = int(name in _INTROSPECTION_LISTS)
    is_inside = place.is_introspection or name in INTROSPECTION
    below = _Place(
        place.depth + 1,
        place.lists + list_,
        is_inside,
        place.inside + is_inside,
        place.lists_inside + (list_ if is_inside else 0),
    )
    if name.startswith("__") and name not in INTROSPECTION:
        return below  # a name, which leads nowhere
    sketch.names_deep = max(sketch.names_deep, below.depth)
    sketch.lists_deep = max(sketch.lists_deep, below.lists)
    if is_inside:
        sketch.introspection_depth = max(sketch.introspection_depth, below.inside)
        sketch.introspection_lists = max(sketch.introspection_lists, below.lists_inside)
    else:
        sketch.depth = max(sketch.depth, below.depth)
    return below


def _directives(nodes: Iterable[object] | None, measures: Measures) -> int:
    count = 0
    for node in nodes or ():
        count += 1
        for argument in getattr(node, "arguments", None) or ():
            _literal(argument.value, measures)
    measures.directives_at_once = max(measures.directives_at_once, count)
    return count


def _literal(node: ValueNode, measures: Measures) -> None:
    """Note how long and how deep a value is that is written in the document."""
    if not isinstance(node, ListValueNode | ObjectValueNode):
        return
    waiting: list[tuple[ValueNode, int]] = [(node, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, ListValueNode):
            inner = list(value.values)
        elif isinstance(value, ObjectValueNode):
            inner = [each.value for each in value.fields]
        else:
            continue
        measures.list_items = max(measures.list_items, len(inner))
        measures.input_depth = max(measures.input_depth, depth)
        waiting.extend((each, depth + 1) for each in inner)


def _wholes(sketches: Mapping[str, _Sketch]) -> dict[str, _Sketch]:
    """Every fragment with what it spreads put in, each worked out once and after those it needs.

    Raises:
        GraphQLError: A fragment spreads itself.

    """
    wholes: dict[str, _Sketch] = {}
    for start in sketches:
        # The way from one fragment to the next, each with the spreads that were not followed yet.
        way = {start: iter(sketches[start].spreads)}
        while way and start not in wholes:
            name, spreads = next(reversed(way.items()))
            spread = next(
                (each for each in spreads if each.name in sketches and each.name not in wholes), None
            )
            if spread is None:
                wholes[name] = _whole(sketches[name], wholes)
                del way[name]
            elif spread.name in way:
                raise GraphQLError(f"Cannot spread fragment '{spread.name}' within itself.", spread.node)
            else:
                way[spread.name] = iter(sketches[spread.name].spreads)
    return wholes


def _whole(sketch: _Sketch, wholes: Mapping[str, _Sketch]) -> _Sketch:
    """A definition with what it spreads put in. What is not defined counts for nothing."""
    whole = replace(sketch, spreads=[])
    for spread in sketch.spreads:
        part = wholes.get(spread.name)
        if part is None:
            continue
        place = spread.place
        whole.fields += part.fields
        whole.aliases += part.aliases
        whole.directives += part.directives
        if not place.depth:
            whole.top += part.top
        names = part.names_deep and place.depth + part.names_deep
        whole.names_deep = max(whole.names_deep, names)
        whole.lists_deep = max(whole.lists_deep, place.lists + part.lists_deep)
        if place.is_introspection:
            inside, lists = (
                part.names_deep and place.inside + part.names_deep,
                place.lists_inside + part.lists_deep,
            )
        else:
            whole.depth = max(whole.depth, part.depth and place.depth + part.depth)
            inside, lists = part.introspection_depth, part.introspection_lists
        whole.introspection_depth = max(whole.introspection_depth, inside)
        whole.introspection_lists = max(whole.introspection_lists, lists)
    return whole
