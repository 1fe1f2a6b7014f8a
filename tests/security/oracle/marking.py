"""Changes to a generated document: marks that tell the judge what is what, and parts that come later."""

from random import Random
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    print_ast,
    visit,
)

TYPE_MARK, ID_MARK = "oracleType", "oracleId"


def marked(schema: GraphQLSchema, text: str) -> str:
    """The document with the type and the id of every object that has one, under names of our own."""
    types = TypeInfo(schema)

    class Marking(Visitor):
        def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
            parent = types.get_parent_type()
            if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
                return None
            if parent.name in ("Query", "Mutation", "Subscription"):
                return None
            marks = [_field(TYPE_MARK, "__typename")]
            if "id" in parent.fields and parent.name != "ChargingSession":
                marks.append(_field(ID_MARK, "id"))
            return SelectionSetNode(selections=(*marks, *node.selections))

    return print_ast(visit(parse(text), TypeInfoVisitor(types, Marking())))


def deferred(random: Random, text: str, share: float) -> str:
    """The document with ``@defer`` on some of its fragments; queries only."""
    document = parse(text)
    if any(
        isinstance(each, OperationDefinitionNode) and each.operation is not OperationType.QUERY
        for each in document.definitions
    ):
        return text

    class Deferring(Visitor):
        def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> InlineFragmentNode | None:
            if random.random() >= share:
                return None
            return InlineFragmentNode(
                type_condition=node.type_condition,
                directives=(*(node.directives or ()), _DEFER),
                selection_set=node.selection_set,
            )

        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> FragmentSpreadNode | None:
            if random.random() >= share:
                return None
            return FragmentSpreadNode(name=node.name, directives=(*(node.directives or ()), _DEFER))

    return print_ast(visit(document, Deferring()))


def _field(alias: str, name: str) -> FieldNode:
    return FieldNode(alias=NameNode(value=alias), name=NameNode(value=name), arguments=(), directives=())


_DEFER = DirectiveNode(name=NameNode(value="defer"), arguments=())
