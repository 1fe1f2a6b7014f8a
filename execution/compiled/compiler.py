"""Makes plans of documents.

Fields are collected by graphql-core itself, once for each object type that rows of a field may have.
Selections of the same type and the same nodes are one, wherever they stand: a plan grows with its
document, not with the number of ways through it.
"""

from typing import cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    default_field_resolver,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from execution.compiled.ahead import LookAhead
from execution.compiled.calling import BatchCall, Call, FunctionCall
from execution.compiled.completing import completer
from execution.compiled.guards import Decisions, Resolver
from execution.compiled.leaves import Leaves
from execution.compiled.place import Place
from execution.compiled.plan import Field, Plan, Read, Selection
from execution.compiled.reading import reader
from execution.compiled.run import Run
from execution.compiled.strawberry_fields import attribute_of, batch_of, function_of

_MOST_FIELDS = 5_000
"""Of one plan. Making the plan of a field takes some 20 µs, and nothing else runs meanwhile."""


class Unsupported(Exception):
    """There is no plan for an operation: it has to be run by graphql-core. The text says why.

    ``is_expected`` tells what is left to graphql-core on purpose from what nobody thought of.
    """

    def __init__(self, reason: str, *, is_expected: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_expected = is_expected


class Compiler:
    """Makes one plan."""

    def __init__(
        self,
        schema: GraphQLSchema,
        leaves: Leaves,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        decisions: Decisions,
    ) -> None:
        """Make a compiler.

        Args:
            schema: The schema of the document.
            leaves: What is known of the schema's leaf types.
            document: A valid document.
            operation: One of its operations.
            variables: Values of which only the document's conditions are looked at.
            decisions: What guards decide; the plan is for contexts of which they decide the same.

        """
        self._schema = schema
        self._leaves = leaves
        self._document = document
        self._operation = operation
        self._variables = variables
        self._decisions = decisions
        self._fragments = {
            each.name.value: FragmentDetails(each)
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self._selections: dict[tuple[str, tuple[int, ...]], Selection] = {}
        self._size = 0

    def plan(self) -> Plan:
        """The plan.

        Raises:
            Unsupported: There cannot be one.

        """
        operation = self._operation
        if operation.directives:
            raise Unsupported("a directive on an operation")
        if any(each.definition.variable_definitions for each in self._fragments.values()):
            raise Unsupported("variables of a fragment")
        root_type = self._schema.get_root_type(operation.operation)
        if root_type is None:
            raise Unsupported(f"no {operation.operation.value} in the schema", is_expected=True)
        try:
            grouped = collect_fields(
                self._schema, self._fragments, self._variables, root_type, operation
            ).grouped_field_set
            root = self._selection(root_type, grouped)
        except GraphQLError as error:
            raise Unsupported("fields that cannot be collected") from error
        except RecursionError:
            raise Unsupported("fields that are nested too deeply") from None
        calling = self._levels(root)
        for number, selection in enumerate(calling):
            selection.number = number
        LookAhead().plan(calling)
        return Plan(self._schema, self._document, operation, root, calling, self._size)

    def _levels(self, root: Selection) -> tuple[Selection, ...]:
        """The selections with calls, level by level and in the order of the document.

        A selection that can be come to in several ways is on the lowest of its levels: then the
        rows of all ways are there when it is its turn.
        """
        levels = {id(root): 0}
        for selection in (root, *reversed(self._selections.values())):  # those above before those below
            level = levels.get(id(selection), 0)
            for field in selection.fields:
                for below in field.selections.values():
                    levels[id(below)] = max(level + 1, levels.get(id(below), 0))
        with_calls = [each for each in (*self._selections.values(), root) if each.calls]
        return tuple(sorted(with_calls, key=lambda each: levels[id(each)]))

    def _selection(self, object_type: GraphQLObjectType, grouped: GroupedFieldSet) -> Selection:
        fields = tuple(self._field(object_type, key, details) for key, details in grouped.items())
        selection = Selection(object_type, fields)
        selection.is_traced = bool(selection.calls) or any(field.is_traced for field in fields)
        selection.read = _read_when_needed(selection)
        return selection

    def _field(self, parent_type: GraphQLObjectType, key: str, details: FieldDetailsList) -> Field:
        self._size += 1
        if self._size > _MOST_FIELDS:
            raise Unsupported("more fields than a plan may have")
        name = details[0].node.name.value
        definition = self._schema.get_field(parent_type, name)
        if definition is None:
            raise Unsupported("a field that the schema does not have")
        if name in ("__schema", "__type"):
            raise Unsupported("introspection", is_expected=True)
        field = Field(key, parent_type, definition, details, self._below(definition.type, details))
        named = definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
        if is_leaf_type(named):
            field.leaf = self._leaves.of(named)
        field.complete = completer(self._schema, self._leaves, field)
        if name != "__typename":
            resolve = self._decisions.strip(definition.resolve)
            field.attribute = attribute_of(resolve, definition)
            if field.attribute is None:
                field.call = _call(field, resolve or default_field_resolver)
        return field

    def _below(self, output_type: object, details: FieldDetailsList) -> dict[str, Selection]:
        """The selections below a field, for each object type that its rows may have."""
        named = get_named_type(cast("GraphQLObjectType", output_type))
        if is_leaf_type(named):
            return {}
        possible = self._schema.get_possible_types(named) if is_abstract_type(named) else [named]
        nodes = tuple(id(each.node) for each in details)
        below: dict[str, Selection] = {}
        for each in possible:
            object_type = cast("GraphQLObjectType", each)
            known = self._selections.get((object_type.name, nodes))
            if known is None:
                grouped = collect_subfields(
                    self._schema, self._fragments, self._variables, self._operation, object_type, details
                ).grouped_field_set
                known = self._selections[object_type.name, nodes] = self._selection(object_type, grouped)
            below[object_type.name] = known
        return below


def _call(field: Field, resolve: Resolver) -> Call:
    function = function_of(resolve, field.definition)
    if function is None:
        return Call(field, resolve)
    batch = batch_of(field.definition)
    if batch is None:
        return FunctionCall(field, resolve, function)
    return BatchCall(field, resolve, function, batch)


def _read_when_needed(selection: Selection) -> Read:
    def read(row: object, run: Run, place: Place) -> dict[str, object]:
        selection.read = reader(selection)
        return selection.read(row, run, place)

    return read
