"""The reference engine: graphql-core's own executor."""

from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeAlias

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

from execution.operation import MAX_COERCION_ERRORS, Operation

RunEvent: TypeAlias = Callable[[object, object], Awaitable[ExecutionResult]]
"""Answers one event, given the event and a context."""


class ReferenceEngine:
    """Runs operations as graphql-core does."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema

    async def run_operation(self, operation: Operation, context: object) -> ExecutionResult:
        """Run a query or mutation. Errors of fields and variables are in the result, never raised."""
        result = await self._run(operation, operation.document.plain, context)
        if not isinstance(result, ExecutionResult):
            raise TypeError("a document without @defer and @stream gave an answer in parts")
        return result

    async def run_in_parts(
        self, operation: Operation, context: object
    ) -> ExecutionResult | ExperimentalIncrementalExecutionResults:
        """Run a query or mutation, and give what is deferred in parts of its own."""
        return await self._run(operation, operation.document.node, context)

    async def run_subscription(
        self,
        operation: Operation,
        context: Callable[[], Awaitable[object]],
        run_event: RunEvent | None = None,
    ) -> AsyncGenerator[ExecutionResult, None]:
        """Run a subscription: a result for each event, each with a context of its own.

        ``context`` is called for the source of the events and again for every event, so that nothing
        that an event has loaded is seen by the next; what it raises ends the stream. ``run_event``
        answers an event in graphql-core's place.
        """
        executor = self._executor(operation, await context(), None)
        if not isinstance(executor, Executor):
            yield ExecutionResult(None, executor)
            return
        source = create_source_event_stream(executor)
        events: AsyncIterable[Any] | ExecutionResult = await source if isawaitable(source) else source
        if isinstance(events, ExecutionResult):
            yield events
            return
        try:
            async for event in events:
                fresh = await context()
                yield await (
                    run_event(event, fresh) if run_event else self.run_event(operation, event, fresh)
                )
        finally:
            close = getattr(events, "aclose", None)
            if close is not None:
                await close()

    async def run_event(self, operation: Operation, event: object, context: object) -> ExecutionResult:
        """Answer one event of a subscription."""
        executor = self._executor(operation, context, event)
        if not isinstance(executor, Executor):
            return ExecutionResult(None, executor)
        result = execute_subscription_event(executor)
        return result if isinstance(result, ExecutionResult) else await result

    async def _run(
        self, operation: Operation, node: DocumentNode, context: object
    ) -> ExecutionResult | ExperimentalIncrementalExecutionResults:
        """The plain function of graphql-core refuses every schema that has the directives of parts."""
        result = experimental_execute_incrementally(
            self._schema,
            node,
            context_value=context,
            variable_values=dict(operation.variables or {}),
            operation_name=operation.name,
            max_coercion_errors=MAX_COERCION_ERRORS,
            hide_suggestions=not operation.suggestions,
        )
        return await result if isawaitable(result) else result

    def _executor(
        self, operation: Operation, context: object, event: object
    ) -> Executor[Any] | list[GraphQLError]:
        return Executor.build(
            self._schema,
            operation.document.plain,
            root_value=event,
            context_value=context,
            raw_variable_values=dict(operation.variables or {}),
            operation_name=operation.name,
            max_coercion_errors=MAX_COERCION_ERRORS,
            hide_suggestions=not operation.suggestions,
        )
