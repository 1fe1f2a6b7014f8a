"""Directives of the schema itself."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    name="semanticNonNull",
    locations=[Location.FIELD_DEFINITION],
    description=(
        "The field is null only if there is an error for it in the response; clients that handle "
        "errors may treat it as non-null."
    ),
)
class SemanticNonNull:
    """Marks a field that is nullable only because it can fail, or be refused, on its own."""
