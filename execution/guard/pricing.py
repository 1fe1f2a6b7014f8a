"""Making the price of an operation: one walk over its fields, merged as they will be in the answer.

The document is valid and within its limits, so there is a bound to what is walked here. The price
is an upper bound: fields on different types count as if every object were of each of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from graphql import (
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    value_from_ast_untyped,
)

from execution.guard.factors import Chosen, Condition, Everybody, Given, Length, PageSize, Reached
from execution.guard.price import Bounded, Factor, Factors, Group, Price, Product, Shared
from execution.guard.weights import Choice, Costs, Items, Load, Page, Per, Reach, Weight

_ONE = Product(1, ())
_META = frozenset({"__schema", "__type"})


class _Selected(NamedTuple):
    """One place in the answer: the fields that are merged there, and when they are there."""

    type_name: str
    nodes: list[FieldNode]
    conditions: list[Factors]


class _Scope(NamedTuple):
    """Where the walk is: selections, how many objects they apply to, whose, and the field above."""

    type_name: str
    selections: list[tuple[SelectionSetNode, Factors]]
    objects: Product
    group: "_GroupMaker"
    page: Product
    above: FieldNode | None


@dataclass(slots=True)
class _GroupMaker:
    """Collects what is loaded for some owners."""

    owners: Product
    knows: Mapping[str, Factors | None] = field(default_factory=dict)
    shared: dict[str, tuple[int, set[Factors]]] = field(default_factory=dict)
    bounded: dict[object, tuple[Load, list[Product]]] = field(default_factory=dict)

    def made(self) -> Group:
        """The group, with what is loaded in any case summed up."""
        always = {name for name, (_, needed) in self.shared.items() if () in needed}
        return Group(
            self.owners,
            sum(self.shared[name][0] for name in always),
            tuple(
                Shared(calls, tuple(sorted(needed)))
                for name, (calls, needed) in self.shared.items()
                if name not in always
            ),
            tuple(Bounded(load.calls, load.most, tuple(objects)) for load, objects in self.bounded.values()),
        )


class Pricing:
    """Makes the prices of operations of one schema."""

    def __init__(self, costs: Costs) -> None:
        self._costs = costs

    def price(self, document: DocumentNode, operation: OperationDefinitionNode) -> Price:
        """The price of an operation of a valid document."""
        return _Walk(self._costs, document, operation).price()


class _Walk:
    def __init__(self, costs: Costs, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._costs = costs
        self._operation = operation
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._defaults = {
            each.variable.name.value: value_from_ast_untyped(each.default_value)
            for each in operation.variable_definitions or ()
            if each.default_value is not None
        }
        self._factors: dict[Factor, int] = {}
        self._groups: list[_GroupMaker] = []
        self._values: dict[Factors, float] = {}
        self._root = self._open(_ONE)

    def price(self) -> Price:
        root = self._costs.schema.get_root_type(self._operation.operation)
        waiting: list[_Scope] = []
        if root is not None:
            selections: list[tuple[SelectionSetNode, Factors]] = [(self._operation.selection_set, ())]
            waiting.append(_Scope(root.name, selections, _ONE, self._root, _ONE, None))
        while waiting:
            scope = waiting.pop()
            for selected in self._collect(scope):
                below = self._field(scope, selected)
                if below is not None:
                    waiting.append(below)
        values = tuple(Product(number, factors) for factors, number in self._values.items())
        return Price(tuple(self._factors), tuple(group.made() for group in self._groups), values)

    def _collect(self, scope: _Scope) -> Iterable[_Selected]:
        """The fields of a scope by their place in the answer and the type that they are asked of."""
        places: dict[tuple[str, str, str], _Selected] = {}
        waiting = [(scope.type_name, each, conditions) for each, conditions in scope.selections]
        while waiting:
            type_name, selection_set, above = waiting.pop()
            for node in selection_set.selections:
                conditions = self._conditions(node.directives, above)
                if conditions is None:
                    continue
                if isinstance(node, FieldNode):
                    key = ((node.alias or node.name).value, type_name, node.name.value)
                    selected = places.setdefault(key, _Selected(type_name, [], []))
                    selected.nodes.append(node)
                    selected.conditions.append(conditions)
                    continue
                inner: InlineFragmentNode | FragmentDefinitionNode | None = None
                if isinstance(node, InlineFragmentNode):
                    inner = node
                elif isinstance(node, FragmentSpreadNode):
                    inner = self._fragments.get(node.name.value)
                if inner is not None:
                    condition = inner.type_condition
                    named = (
                        type_name if condition is None else self._narrower(type_name, condition.name.value)
                    )
                    waiting.append((named, inner.selection_set, conditions))
        return places.values()

    def _narrower(self, type_name: str, condition: str) -> str:
        """Where a condition says less than is known, what is known."""
        known = self._costs.schema.type_map.get(type_name)
        return type_name if isinstance(known, GraphQLObjectType) else condition

    def _field(self, scope: _Scope, selected: _Selected) -> _Scope | None:
        """Count one field; gives the scope of what is below it."""
        node = selected.nodes[0]
        name = node.name.value
        weight = self._costs.weight(selected.type_name, name)
        conditions = selected.conditions
        always = conditions[0] if all(each == conditions[0] for each in conditions) else ()
        parents = scope.objects
        there = _times(parents, 1, always)
        group = scope.group
        if weight.owners is not None:
            owners = self._size(weight.owners, node, scope)
            group = self._open(_times(there, owners.number, owners.factors), self._knows(weight, node))
        objects, page = parents, scope.page
        if isinstance(weight.items, Page):
            page = self._size(weight.items, node, scope)
        elif weight.items is not None:
            size = self._size(weight.items, node, scope)
            objects = _times(parents, size.number, size.factors)
        elif weight.is_paged:
            objects = _times(parents, scope.page.number, scope.page.factors)
        for load in weight.loads:
            for each in conditions if load.per in (Per.OPERATION, Per.OWNER) else (always,):
                self._load(load, node, scope, group, there, each)
        counted = _times(objects, 1, always)
        self._values[counted.factors] = self._values.get(counted.factors, 0) + counted.number
        selections = [
            (each.selection_set, condition)
            for each, condition in zip(selected.nodes, conditions, strict=True)
            if each.selection_set is not None
        ]
        if not selections:
            return None
        return _Scope(self._type_of(selected.type_name, name), selections, objects, group, page, node)

    def _type_of(self, type_name: str, field_name: str) -> str:
        if field_name in _META:
            return "__Schema" if field_name == "__schema" else "__Type"
        owner = self._costs.schema.type_map.get(type_name)
        if not isinstance(owner, GraphQLObjectType | GraphQLInterfaceType) or field_name not in owner.fields:
            return ""
        name: str = get_named_type(owner.fields[field_name].type).name
        return name

    def _load(
        self,
        load: Load,
        node: FieldNode,
        scope: _Scope,
        group: _GroupMaker,
        parents: Product,
        conditions: Factors,
    ) -> None:
        """Note what a field loads; a choice is several loads, each with a condition more."""
        if load.choice is not None:
            for value, calls in load.choice.calls.items():
                chosen = self._chosen(load.choice, value, node, scope)
                if calls and chosen is not None:
                    one = replace(load, name=f"{load.name}:{value}", calls=calls, choice=None)
                    self._load(one, node, scope, group, _times(parents, 1, chosen), _and(conditions, chosen))
            return
        if load.per is Per.EVERYBODY:
            load = replace(load, per=Per.QUESTION)
            parents = _times(parents, 1, (self._place(Everybody()),))
        if load.per in (Per.OBJECT, Per.QUESTION):
            key: object = load.name if load.per is Per.OBJECT else (load.name, len(group.bounded))
            group.bounded.setdefault(key, (load, []))[1].append(parents)
            return
        target = self._root if load.per is Per.OPERATION else group
        if load.name in target.knows:
            unknown = target.knows[load.name]
            if unknown is None:
                return
            conditions = _and(conditions, unknown)
        target.shared.setdefault(load.name, (load.calls, set()))[1].add(conditions)

    def _chosen(self, choice: Choice, value: str, node: FieldNode, scope: _Scope) -> Factors | None:
        """Under what conditions a choice holds a value; ``None`` if it never does."""
        holder = scope.above if choice.of_parent else node
        given = self._argument(holder, choice.argument)
        if given is not None and given.variable is None:
            return () if Chosen(given, value).value({}, 0) else None
        return () if given is None else (self._place(Chosen(given, value)),)

    def _size(self, size: Items | Page | Reach, node: FieldNode, scope: _Scope) -> Product:
        """How many objects or owners a field gives."""
        del scope
        if isinstance(size, Items):
            given = self._argument(node, size.argument) if size.argument is not None else None
            factor: Factor | None = None if given is None else Length(given, size.most)
            fixed = given is None or given.variable is None
            if factor is None:
                return Product(size.most, ())
            return Product(factor.value({}, 0), ()) if fixed else Product(1, (self._place(factor),))
        page = size.page if isinstance(size, Reach) else size
        asked = (self._argument(node, name) for name in ("first", "last"))
        sizes = tuple(each for each in asked if each is not None)
        paged = PageSize(page, sizes)
        if isinstance(size, Reach):
            return Product(1, (self._place(Reached(paged, size.times, size.more)),))
        if not page.of_owners and all(each.variable is None for each in sizes):
            return Product(paged.value({}, 0), ())
        return Product(1, (self._place(paged),))

    def _knows(self, weight: Weight, node: FieldNode) -> Mapping[str, Factors | None]:
        """What new owners come with: loads that are not needed, or only under these conditions."""
        if weight.unless is None or (given := self._argument(node, weight.unless)) is None:
            return dict.fromkeys(weight.knows)
        if given.variable is None:
            return {} if given.constant is not False else dict.fromkeys(weight.knows)
        return dict.fromkeys(weight.knows, (self._place(Condition(given, wanted=True)),))

    def _conditions(self, directives: Iterable[DirectiveNode] | None, above: Factors) -> Factors | None:
        """The conditions of a selection with those above it; ``None`` if it is never there."""
        conditions = above
        for directive in directives or ():
            name = directive.name.value
            if name not in ("include", "skip"):
                continue
            given = self._given(directive.arguments[0].value) if directive.arguments else None
            if given is None:
                continue
            wanted = name == "include"
            if given.variable is not None:
                conditions = _and(conditions, (self._place(Condition(given, wanted)),))
            elif given.constant is (not wanted):
                return None
        return conditions

    def _argument(self, node: FieldNode | None, name: str) -> Given | None:
        for argument in (node.arguments if node is not None else None) or ():
            if argument.name.value == name:
                return self._given(argument.value)
        return None

    def _given(self, node: ValueNode) -> Given:
        if isinstance(node, VariableNode):
            name = node.name.value
            return Given(_frozen(self._defaults.get(name)), name)
        if isinstance(node, ListValueNode) and any(isinstance(each, VariableNode) for each in node.values):
            return self._given_in_part(node)
        return Given(_frozen(value_from_ast_untyped(node)))

    def _given_in_part(self, node: ListValueNode) -> Given:
        """A list with variables inside: as long as it is, and holding who knows what."""
        names = [each.value if isinstance(each, EnumValueNode) else None for each in node.values]
        return Given(_AnyOf(names))

    def _place(self, factor: Factor) -> int:
        return self._factors.setdefault(factor, len(self._factors))

    def _open(self, owners: Product, knows: Mapping[str, Factors | None] | None = None) -> _GroupMaker:
        group = _GroupMaker(owners, knows or {})
        self._groups.append(group)
        return group


class _Frozen(list[Any]):
    """A list that can be told apart from others, for factors are kept by what they are."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(map(str, self)))


class _AnyOf(_Frozen):
    """A list that may hold anything."""

    def __contains__(self, _value: object) -> bool:
        return True


def _frozen(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return None
    return _Frozen(value) if isinstance(value, list) else value


def _and(first: Factors, second: Factors) -> Factors:
    """Both conditions, each once."""
    return tuple(sorted({*first, *second}))


def _times(product: Product, number: float, factors: Factors) -> Product:
    if number == 1 and not factors:
        return product
    return Product(product.number * number, tuple(sorted((*product.factors, *factors))))
