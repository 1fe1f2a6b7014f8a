"""The public contract: Strawberry types that describe the domain's records."""

from permissions import MATRIX
from schema.build import build_schema, graphql_schema_of, loads

__all__ = ["build_schema", "graphql_schema_of", "loads", "print_schema"]


def print_schema(*, federation: bool = False) -> str:
    """The schema in the schema definition language, with the standard permissions described.

    ``federation`` prints it as a subgraph, for a federation composer.
    """
    return build_schema(MATRIX, federation=federation).as_str() + "\n"
