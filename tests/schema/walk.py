"""Walking the built schema: everything in it that is ours, with its coordinate."""

from collections.abc import Iterator

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_specified_scalar_type,
)

from permissions import MATRIX
from schema import build_schema, graphql_schema_of

SCHEMA: GraphQLSchema = graphql_schema_of(build_schema(MATRIX))


def types() -> Iterator[GraphQLNamedType]:
    """Every type but those of GraphQL itself."""
    for name, each in SCHEMA.type_map.items():
        if not name.startswith("__") and not is_specified_scalar_type(each):
            yield each


def fields() -> Iterator[tuple[str, GraphQLField]]:
    """Every output field by its coordinate."""
    for each in types():
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in each.fields.items():
                yield f"{each.name}.{name}", field


def arguments() -> Iterator[tuple[str, GraphQLArgument]]:
    """Every argument of a field by its coordinate."""
    for coordinate, field in fields():
        for name, argument in field.args.items():
            yield f"{coordinate}({name}:)", argument


def input_fields() -> Iterator[tuple[str, GraphQLInputField]]:
    """Every input field by its coordinate."""
    for each in types():
        if isinstance(each, GraphQLInputObjectType):
            for name, field in each.fields.items():
                yield f"{each.name}.{name}", field


def enums() -> Iterator[GraphQLEnumType]:
    """Every enum."""
    for each in types():
        if isinstance(each, GraphQLEnumType):
            yield each


def type_names(*, with_arguments: bool = True) -> dict[str, str]:
    """The name of the type of every field, input field and argument, by its coordinate."""
    found = {coordinate: get_named_type(field.type).name for coordinate, field in fields()}
    found |= {coordinate: get_named_type(field.type).name for coordinate, field in input_fields()}
    if with_arguments:
        found |= {coordinate: get_named_type(each.type).name for coordinate, each in arguments()}
    return found
