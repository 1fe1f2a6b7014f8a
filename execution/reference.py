"""The reference engine: graphql-core's own executor."""

from collections.abc import Mapping
from typing import Any

from graphql import ExecutionResult, GraphQLSchema, OperationDefinitionNode, execute

from execution.documents import Document


class OperationNotFound(Exception):
    """The document does not hold the one operation that was asked for; the text says why."""


def operation_of(document: Document, name: str | None) -> OperationDefinitionNode:
    """The operation of that name, or the only one.

    Raises:
        OperationNotFound: No operation has the name, or there are several and no name.

    """
    if name is None:
        if len(document.operations) != 1:
            raise OperationNotFound("The document has several operations: `operationName` must name one.")
        return document.operations[0]
    for operation in document.operations:
        if operation.name is not None and operation.name.value == name:
            return operation
    raise OperationNotFound("The document has no operation of that name.")


async def execute_document(
    schema: GraphQLSchema,
    document: Document,
    context: object,
    variables: Mapping[str, Any] | None = None,
    operation_name: str | None = None,
    *,
    suggestions: bool = True,
) -> ExecutionResult:
    """Run one operation. Errors of fields and variables are in the result, never raised.

    Raises:
        OperationNotFound: See :func:`operation_of`.

    """
    operation_of(document, operation_name)
    result = execute(
        schema,
        document.node,
        context_value=context,
        variable_values=dict(variables or {}),
        operation_name=operation_name,
        max_coercion_errors=5,
        hide_suggestions=not suggestions,
    )
    return result if isinstance(result, ExecutionResult) else await result
