"""What an operation is explained with where there is no request: somebody who asks, and variables.

No rights hang on any of it, for nothing is loaded. Ids are read only to see whose things they name;
those of any organization are taken for ids of the one that is made up here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    NamedTypeNode,
    OperationDefinitionNode,
    StringValueNode,
    VariableNode,
    Visitor,
    get_nullable_type,
    is_required_input_field,
    print_ast,
    type_from_ast,
    visit,
)

from domain.ids import IdKind, decode_id, encode_id
from domain.roles import Role, Viewer
from permissions import MATRIX, Access
from resolvers.ahead import TYPE_NAME

_ORGANIZATION = "00000000-0000-4000-8000-000000000001"
_SOMEBODY = "00000000-0000-4000-8000-000000000002"
_SOMETHING = "00000000-0000-4000-8000-000000000003"

_NAMED = {
    "user": IdKind.USER,
    "building": IdKind.BUILDING,
    "energyContract": IdKind.ENERGY_CONTRACT,
    "onboardingSession": IdKind.ONBOARDING_SESSION,
}
_KIND = {name: kind for kind, name in TYPE_NAME.items()}
_SCALARS = ("x", 1, 1.5, True, "2026-01-01T00:00:00+00:00", "2026-01-01", "07:00", "EUR", "1.5")
"""One of these is a value of every scalar."""


@dataclass(frozen=True, slots=True)
class Onlooker:
    """A context that shows who looks, and loads nothing."""

    access: Access

    @property
    def viewer(self) -> Viewer:
        """The viewer."""
        return self.access.viewer


def onlooker(role: Role) -> Onlooker:
    """Somebody of a role."""
    viewer = Viewer(
        organization_id=_ORGANIZATION,
        role=role,
        user_id=_SOMEBODY,
        expires_at=datetime.max.replace(tzinfo=UTC),
    )
    return Onlooker(Access(viewer, MATRIX))


def with_own_ids(document: DocumentNode) -> str:
    """The text of a document with every id in it made one of the organization here."""

    class Own(Visitor):
        def enter_string_value(self, node: StringValueNode, *_: Any) -> StringValueNode | None:  # noqa: ANN401 - as visited
            own = own_ids(node.value)
            return None if own == node.value else StringValueNode(value=own, block=False)

    return print_ast(visit(document, Own()))


def own_ids(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """JSON with every id in it made one of the organization here."""
    if isinstance(value, list):
        return [own_ids(each) for each in value]
    if isinstance(value, dict):
        return {name: own_ids(each) for name, each in value.items()}
    decoded = decode_id(value) if isinstance(value, str) else None
    return value if decoded is None else _id(decoded.kind)


def made_up(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """Values for the variables that are needed and not given."""
    kinds = dict(_kinds(document, operation))
    found: dict[str, Any] = {}
    for each in operation.variable_definitions or ():
        name = each.variable.name.value
        wanted = type_from_ast(schema, each.type)
        if isinstance(wanted, GraphQLNonNull) and each.default_value is None and name not in given:
            found[name] = _value(wanted, kinds.get(name, IdKind.USER))
    return found


def _id(kind: IdKind) -> str:
    if kind is IdKind.ORGANIZATION:
        return encode_id(kind, _ORGANIZATION, _ORGANIZATION)
    return encode_id(kind, _ORGANIZATION, _SOMEBODY, None if kind is IdKind.USER else _SOMETHING)


def _kinds(document: DocumentNode, operation: OperationDefinitionNode) -> Iterator[tuple[str, IdKind]]:
    """What the ids in variables of entry points should name, by the names of the variables."""
    fragments = [each for each in document.definitions if isinstance(each, FragmentDefinitionNode)]
    for field in operation.selection_set.selections:
        if not isinstance(field, FieldNode):
            continue
        kind = _NAMED.get(field.name.value) or _first_kind([field, *fragments])
        for argument in field.arguments or ():
            yield from ((name, kind) for name in _found(argument, VariableNode))


def _first_kind(nodes: list[Any]) -> IdKind:
    """The kind of the first type that a selection is made on."""
    named = (name for node in nodes for name in _found(node, NamedTypeNode))
    return next((_KIND[name] for name in named if name in _KIND), IdKind.HEAT_PUMP)


def _found(node: Any, kind: type[Any]) -> list[str]:  # noqa: ANN401 - any node
    """The names of all nodes of a kind in a node."""
    names: list[str] = []

    class Names(Visitor):
        def enter(self, each: Any, *_: Any) -> None:  # noqa: ANN401 - as visited
            if isinstance(each, kind):
                names.append(each.name.value)

    visit(node, Names())
    return names


def _value(wanted: GraphQLInputType, kind: IdKind) -> Any:  # noqa: ANN401 - any JSON
    """The smallest value of a type."""
    inner = get_nullable_type(wanted)
    if isinstance(inner, GraphQLList):
        return [_value(inner.of_type, kind)]
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    if isinstance(inner, GraphQLInputObjectType):
        needed = {name: each for name, each in inner.fields.items() if is_required_input_field(each)}
        if inner.is_one_of:
            needed = dict([next(iter(inner.fields.items()))])
        return {name: _value(each.type, kind) for name, each in needed.items()}
    if not isinstance(inner, GraphQLScalarType) or inner.name == "ID":
        return _id(kind)
    return next((each for each in _SCALARS if _is_one(inner, each)), None)


def _is_one(scalar: GraphQLScalarType, value: object) -> bool:
    try:
        scalar.parse_value(value)
    except (GraphQLError, ValueError, TypeError):
        return False
    return True
