"""Plans: what is left of a document once everything that depends on it alone has been decided."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
)
from graphql.execution.collect_fields import FieldDetailsList

from execution.compiled.completing import Complete, Selections, needs_place
from execution.compiled.leaves import Leaf
from execution.compiled.place import Place, Step
from execution.compiled.strawberry_fields import Attribute

if TYPE_CHECKING:
    from execution.compiled.ahead import Ahead
    from execution.compiled.calling import Call
    from execution.compiled.run import Run

Read: TypeAlias = Callable[[Any, "Run", Place], dict[str, Any]]


class Field:
    """A field of a selection: everything of one name in the answer, merged.

    Exactly one of these is set: ``attribute`` for what is read off the row, ``call`` for what a
    resolver answers; or none for ``__typename``. ``leaf`` is set if the values are leaves and not
    lists of them.
    """

    __slots__ = (
        "attribute", "call", "complete", "definition", "details", "is_traced", "key", "leaf", "name",
        "nodes", "parent_type", "selections", "step",
    )  # fmt: skip

    complete: Complete
    attribute: Attribute | None
    call: "Call | None"

    def __init__(
        self,
        key: str,
        parent_type: GraphQLObjectType,
        definition: GraphQLField,
        details: FieldDetailsList,
        selections: Selections,
    ) -> None:
        self.key = key
        self.parent_type = parent_type
        self.definition = definition
        self.details = details
        self.nodes: list[FieldNode] = [each.node for each in details]
        self.name = self.nodes[0].name.value
        self.selections = selections
        self.step = Step(key, parent_type.name)
        self.attribute = None
        self.call = None
        self.leaf: Leaf | None = None
        self.is_traced = bool(selections) and (
            any(each.is_traced or needs_place(each.object_type) for each in selections.values())
            or needs_place(get_named_type(definition.type))
        )

    @property
    def coordinate(self) -> str:
        """The field's name in the schema, such as ``User.buildings``."""
        return f"{self.parent_type.name}.{self.name}"


class Selection:
    """What is selected of the rows of one object type, in the order of the answer.

    ``calls`` are the fields that a resolver answers. ``is_traced`` says whether anything in it or
    below needs to know where in the answer it is. ``number`` is the selection's place among those
    with calls. ``read`` takes a row, and gives its object with everything but the answers of calls;
    it is generated when the first row comes. ``ahead`` is what can be started below its rows as soon
    as they are there.
    """

    __slots__ = ("ahead", "calls", "fields", "is_traced", "number", "object_type", "read")

    def __init__(self, object_type: GraphQLObjectType, fields: tuple[Field, ...]) -> None:
        self.object_type = object_type
        self.fields = fields
        self.calls = tuple(field.call for field in fields if field.call is not None)
        self.is_traced = False
        self.number = -1
        self.ahead: Ahead | None = None
        self.read: Read


class Plan:
    """A plan for one operation of a document, for some answers to its conditions."""

    __slots__ = ("calling", "fragments", "operation", "root", "schema", "size")

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        root: Selection,
        calling: tuple[Selection, ...],
        size: int,
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self.root = root
        self.calling = calling
        self.size = size

    def calls(self) -> Iterator["Call"]:
        """All calls that the operation can make, those above before those below."""
        for selection in self.calling:
            yield from selection.calls
