"""What an engine is."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Protocol

from graphql import ExecutionResult, ExperimentalIncrementalExecutionResults

from execution.operation import Operation


class Engine(Protocol):
    """Runs operations against one schema."""

    async def run_operation(self, operation: Operation, context: object) -> ExecutionResult:
        """Run a query or mutation. Errors of fields and variables are in the result, never raised."""
        ...

    async def run_in_parts(
        self, operation: Operation, context: object
    ) -> ExecutionResult | ExperimentalIncrementalExecutionResults:
        """Run a query or mutation, and give what is deferred in parts of its own."""
        ...

    def run_subscription(
        self, operation: Operation, context: Callable[[], Awaitable[object]]
    ) -> AsyncGenerator[ExecutionResult, None]:
        """Run a subscription: a result for each event, each with a context of its own.

        ``context`` is called for the source of the events and again for every event, so that
        nothing that an event has loaded is seen by the next; what it raises ends the stream.
        """
        ...
