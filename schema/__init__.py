"""The public contract: Strawberry types that describe the domain's records."""

from permissions import MATRIX
from schema.build import build_schema, graphql_schema_of

__all__ = ["build_schema", "graphql_schema_of", "print_schema"]


def print_schema() -> str:
    """The schema in the schema definition language, with the standard permissions described."""
    return build_schema(MATRIX).as_str() + "\n"
