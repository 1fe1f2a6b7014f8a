"""Puts the schema together and the permission table over it."""

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
)
from strawberry.schema.config import StrawberryConfig

from permissions import FEDERATION_FIELDS, FEDERATION_TYPES, FIELDS, TYPES, Matrix, guard
from schema import enums as _enums  # noqa: F401 - declares the enums of the domain
from schema.auditing import audit_mutations
from schema.device import OtherDevice
from schema.electric_vehicle import ElectricVehicle
from schema.federation import FEDERATION_VERSION, Subgraph, mark_entities
from schema.heat_pump import HeatPump
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import SCALARS
from schema.solar_inverter import SolarInverter
from schema.subscription import Subscription
from schema.wallbox import Wallbox


def build_schema(matrix: Matrix, *, federation: bool = False) -> strawberry.Schema:
    """The whole schema, guarded.

    Args:
        matrix: The permission matrix in force.
        federation: Make it a subgraph, with keys and the entry points that routers need.

    Raises:
        PermissionTableError: The permission table and the schema do not fit each other.

    """
    mark_entities(marked=federation)
    schema_class = Subgraph if federation else strawberry.Schema
    schema = schema_class(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[HeatPump, ElectricVehicle, SolarInverter, Wallbox, OtherDevice],
        config=StrawberryConfig(scalar_map=dict(SCALARS), enable_experimental_incremental_execution=True),
        **({"federation_version": FEDERATION_VERSION} if federation else {}),  # type: ignore[arg-type]
    )
    graphql_schema = graphql_schema_of(schema)
    # For the engine: no resolver here changes its arguments.
    graphql_schema.extensions["execution.shares_arguments"] = True
    _drop_null_defaults(graphql_schema)
    _mark_one_of(graphql_schema)
    _drop_stream_directive(graphql_schema)
    types = {**TYPES, **FEDERATION_TYPES} if federation else TYPES
    fields = {**FIELDS, **FEDERATION_FIELDS} if federation else FIELDS
    guard(graphql_schema, types, fields, matrix, loads)
    audit_mutations(graphql_schema)
    return schema


def graphql_schema_of(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema that Strawberry built."""
    return schema._schema  # noqa: SLF001 - Strawberry has no public name for it


def loads(field: GraphQLField) -> bool:
    """Whether a field has a resolver of its own, and is not just an attribute of its row."""
    definition = field.extensions.get("strawberry-definition")
    return definition is None or not definition.is_basic_field


def _drop_null_defaults(schema: GraphQLSchema) -> None:
    """An optional argument is one that may be left out: the SDL need not say ``= null``."""
    for graphql_type in schema.type_map.values():
        if isinstance(graphql_type, GraphQLObjectType | GraphQLInterfaceType):
            for field in graphql_type.fields.values():
                for argument in field.args.values():
                    if argument.default_value is None:
                        argument.default_value = Undefined


def _mark_one_of(schema: GraphQLSchema) -> None:
    """Strawberry checks ``@oneOf`` inputs itself while they are read; told about them, graphql-core
    also refuses a document that breaks the rule and says so in introspection.
    """
    for graphql_type in schema.type_map.values():
        if isinstance(graphql_type, GraphQLInputObjectType):
            definition = graphql_type.extensions.get("strawberry-definition")
            graphql_type.is_one_of = definition is not None and definition.is_one_of


def _drop_stream_directive(schema: GraphQLSchema) -> None:
    """Strawberry brings ``@stream`` along with ``@defer``; lists here arrive as a whole anyway."""
    schema.directives = tuple(each for each in schema.directives if each.name != "stream")
