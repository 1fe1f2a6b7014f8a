"""Wraps the permission table over a built schema, or refuses to.

The check is complete in both directions: an object type or a loading field without a rule, and a
rule without its field, stop the start. What a role can never reach is decided here once, so that
a permitted field costs nothing at run time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, default_field_resolver

from domain.errors import Forbidden
from domain.roles import Role
from permissions.matrix import ROLES, Matrix, Scope
from permissions.rules import Rule

_TITLE = {Role.ADMINISTRATOR: "Administrator", Role.STAFF: "Staff", Role.USER: "User"}


class PermissionTableError(Exception):
    """The table and the schema do not fit each other; the message lists every gap."""


def guard(
    schema: GraphQLSchema,
    types: Mapping[str, Rule],
    fields: Mapping[str, Rule],
    matrix: Matrix,
    loads: Callable[[GraphQLField], bool],
) -> None:
    """Check the table against the schema, then wrap and describe the schema's fields in place.

    Args:
        schema: The built schema. Resolvers find the viewer's role at ``info.context.access.role``.
        types: A rule per object type, for the fields that are plain attributes of its rows.
        fields: A rule per schema coordinate, for the fields that load something.
        matrix: The permission matrix in force.
        loads: Tells whether a field has a resolver of its own.

    Raises:
        PermissionTableError: Something has no rule, or a rule has nothing.

    """
    gaps = sorted(_gaps(schema, types, fields, loads))
    if gaps:
        raise PermissionTableError("; ".join(gaps))
    for type_name, type_rule in types.items():
        graphql_type = schema.type_map[type_name]
        graphql_type.description = _described(graphql_type.description, type_rule, matrix)
        for name, field in _object(schema, type_name).fields.items():
            rule = fields.get(f"{type_name}.{name}")
            if rule is not None:
                field.description = _described(field.description, rule, matrix)
            refused = _refused(rule or type_rule, matrix)
            if refused:
                field.resolve = _Guarded(field.resolve or default_field_resolver, refused)


def _gaps(
    schema: GraphQLSchema,
    types: Mapping[str, Rule],
    fields: Mapping[str, Rule],
    loads: Callable[[GraphQLField], bool],
) -> Iterator[str]:
    objects = {
        name: graphql_type
        for name, graphql_type in schema.type_map.items()
        if isinstance(graphql_type, GraphQLObjectType) and not name.startswith("__")
    }
    yield from (f"type {name} has no rule" for name in objects.keys() - types.keys())
    yield from (f"rule {name} has no type" for name in types.keys() - objects.keys())
    coordinates = {f"{t.name}.{name}": field for t in objects.values() for name, field in t.fields.items()}
    loading = {coordinate for coordinate, field in coordinates.items() if loads(field)}
    yield from (f"field {coordinate} has no rule" for coordinate in loading - fields.keys())
    yield from (f"rule {coordinate} has no loading field" for coordinate in fields.keys() - loading)


def _object(schema: GraphQLSchema, name: str) -> GraphQLObjectType:
    graphql_type = schema.type_map[name]
    if not isinstance(graphql_type, GraphQLObjectType):
        raise PermissionTableError(f"rule {name} is not about an object type")
    return graphql_type


def _refused(rule: Rule, matrix: Matrix) -> frozenset[Role]:
    return frozenset(role for role in Role if rule.reach(matrix, role) is Scope.NONE)


@dataclass(frozen=True, slots=True)
class _Admits:
    """Whether a viewer's role is not among those refused."""

    refused: frozenset[Role]

    def __call__(self, context: Any) -> bool:  # noqa: ANN401 - whatever has a viewer
        return context.access.role not in self.refused


class _Guarded:
    """A resolver that refuses some roles.

    ``admits`` and ``__wrapped__`` tell an engine that it may ask once for an operation, and then
    call what is inside.
    """

    __slots__ = ("__wrapped__", "admits")

    def __init__(self, resolve: Callable[..., Any], refused: frozenset[Role]) -> None:
        self.__wrapped__ = resolve
        self.admits = _Admits(refused)

    def __call__(self, source: Any, info: Any, **arguments: Any) -> Any:  # noqa: ANN401 - graphql-core's own signature
        if not self.admits(info.context):
            raise Forbidden(f"{info.parent_type.name}.{info.field_name}")
        return self.__wrapped__(source, info, **arguments)


def _described(description: str | None, rule: Rule, matrix: Matrix) -> str:
    reach = {role: rule.reach(matrix, role) for role in ROLES}
    if all(each is Scope.ALL for each in reach.values()):
        visible = "every viewer"
    else:
        visible = ", ".join(
            _TITLE[role] + (" (own)" if each is Scope.OWN else "")
            for role, each in reach.items()
            if each is not Scope.NONE
        )
    line = f"Visible to: {visible}."
    return f"{description}\n\n{line}" if description else line
