"""Runs a document with both engines, and says what a client would see."""

from typing import Any

from graphql import ExecutionResult, GraphQLSchema

from execution import CompiledEngine, DocumentLimits, Documents, Engine, Operation, ReferenceEngine

WIDE = DocumentLimits(
    depth=10_000,
    fields=1_000_000,
    root_fields=10_000,
    aliases=1_000_000,
    directives=1_000_000,
    directives_at_once=100,
    same_name=10_000_000,
)
"""Limits that no test of an engine runs into."""

Error = tuple[str, list[str | int] | None, list[tuple[int, int]]]
"""Message, path, and the lines and columns of an error."""


async def run(
    engine: Engine, schema: GraphQLSchema, text: str, context: object = None, **variables: Any
) -> ExecutionResult:
    """Run the one operation of a document."""
    document = Documents(schema, limits=WIDE).get(text)
    return await engine.run_operation(Operation(document, None, variables), context)


async def run_with_both(
    schema: GraphQLSchema, text: str, context: object = None, **variables: Any
) -> tuple[Any, list[Error]]:
    """Run with both engines, which must agree; gives data and errors."""
    compiled = CompiledEngine(schema)
    expected = await run(ReferenceEngine(schema), schema, text, context, **variables)
    found = await run(compiled, schema, text, context, **variables)
    assert not compiled.fallbacks
    assert repr(found.data) == repr(expected.data)
    assert sorted(map(repr, told(found))) == sorted(map(repr, told(expected)))
    return found.data, told(found)


def told(result: ExecutionResult) -> list[Error]:
    """The errors of a result."""
    return [
        (error.message, error.path, [(each.line, each.column) for each in error.locations or ()])
        for error in result.errors or ()
    ]
