"""The reference engine: graphql-core's own executor."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    ExperimentalIncrementalExecutionResults,
    GraphQLError,
    GraphQLSchema,
    create_source_event_stream,
    execute_subscription_event,
    experimental_execute_incrementally,
)
from graphql.execution import Executor

from execution.documents import Document

_MAX_COERCION_ERRORS = 5


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a valid document, with what it is run with.

    ``suggestions`` says whether messages may propose names.
    """

    document: Document
    name: str | None = None
    variables: Mapping[str, Any] | None = None
    suggestions: bool = True


async def run_operation(schema: GraphQLSchema, operation: Operation, context: object) -> ExecutionResult:
    """Run a query or mutation. Errors of fields and variables are in the result, never raised."""
    result = await _run(schema, operation, operation.document.plain, context)
    if not isinstance(result, ExecutionResult):
        raise TypeError("a document without @defer and @stream gave an answer in parts")
    return result


async def run_in_parts(
    schema: GraphQLSchema, operation: Operation, context: object
) -> ExecutionResult | ExperimentalIncrementalExecutionResults:
    """Run a query or mutation, and give what is deferred in parts of its own."""
    return await _run(schema, operation, operation.document.node, context)


async def _run(
    schema: GraphQLSchema, operation: Operation, node: DocumentNode, context: object
) -> ExecutionResult | ExperimentalIncrementalExecutionResults:
    """The plain function of graphql-core refuses every schema that has the directives of parts."""
    result = experimental_execute_incrementally(
        schema,
        node,
        context_value=context,
        variable_values=dict(operation.variables or {}),
        operation_name=operation.name,
        max_coercion_errors=_MAX_COERCION_ERRORS,
        hide_suggestions=not operation.suggestions,
    )
    return await result if isawaitable(result) else result


async def run_subscription(
    schema: GraphQLSchema, operation: Operation, context: Callable[[], Awaitable[object]]
) -> AsyncGenerator[ExecutionResult, None]:
    """Run a subscription: a result for each event, each with a context of its own.

    ``context`` is called for the source of the events and again for every event, so that nothing
    that an event has loaded is seen by the next; what it raises ends the stream.
    """
    executor = _executor(schema, operation, await context(), None)
    if not isinstance(executor, Executor):
        yield ExecutionResult(None, executor)
        return
    source = create_source_event_stream(executor)
    events = await source if isawaitable(source) else source
    if isinstance(events, ExecutionResult):
        yield events
        return
    try:
        async for event in events:
            executor = _executor(schema, operation, await context(), event)
            if not isinstance(executor, Executor):
                yield ExecutionResult(None, executor)
                return
            result = execute_subscription_event(executor)
            yield result if isinstance(result, ExecutionResult) else await result
    finally:
        close = getattr(events, "aclose", None)
        if close is not None:
            await close()


def _executor(
    schema: GraphQLSchema, operation: Operation, context: object, event: object
) -> Executor[Any] | list[GraphQLError]:
    return Executor.build(
        schema,
        operation.document.plain,
        root_value=event,
        context_value=context,
        raw_variable_values=dict(operation.variables or {}),
        operation_name=operation.name,
        max_coercion_errors=_MAX_COERCION_ERRORS,
        hide_suggestions=not operation.suggestions,
    )
