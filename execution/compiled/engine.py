"""The compiled engine: finds or makes the plan of an operation, and runs it."""

import logging
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable

from graphql import (
    ExecutionResult,
    ExperimentalIncrementalExecutionResults,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    assert_valid_schema,
)
from graphql.execution.values import VariableValues, get_variable_values

from execution.compiled.compiler import Compiler, Unsupported
from execution.compiled.guards import Decisions
from execution.compiled.inputs import Inputs, key_of, shares_arguments
from execution.compiled.leaves import Leaves
from execution.compiled.plan import Plan
from execution.compiled.plans import OperationPlans, Plans
from execution.compiled.run import Run
from execution.compiled.strawberry_fields import unknown_wrappers
from execution.operation import MAX_COERCION_ERRORS, Operation
from execution.reference import ReferenceEngine

_log = logging.getLogger("execution")

_NO_VARIABLES = VariableValues({}, {})


class CompiledEngine:
    """Runs operations by plans, and what there can be no plan for as graphql-core does.

    ``fallbacks`` counts, by reason, the operations that were left to graphql-core unexpectedly.
    """

    def __init__(self, schema: GraphQLSchema, *, max_fields: int = 30_000) -> None:
        """Make an engine.

        Args:
            schema: A valid schema. It must not be changed any more.
            max_fields: How many fields all kept plans may have together, each of some two kilobytes; the
                documents that they keep count as fields too.

        """
        assert_valid_schema(schema)
        self._schema = schema
        self._shares_arguments = shares_arguments(schema)
        self._leaves = Leaves()
        self._plans = Plans(max_fields)
        self._reference = ReferenceEngine(schema)
        self.fallbacks: Counter[str] = Counter()
        if unknown := unknown_wrappers(schema):
            _log.warning(
                "%d fields, such as %s, are called through wrappers of Strawberry that are not known here",
                len(unknown),
                unknown[0],
            )

    async def run_operation(self, operation: Operation, context: object) -> ExecutionResult:
        """Run a query or mutation. Errors of fields and variables are in the result, never raised."""
        run = self._run(operation, context, None)
        if isinstance(run, Run):
            return await run.execute()
        return run or await self._reference.run_operation(operation, context)

    async def run_in_parts(
        self, operation: Operation, context: object
    ) -> ExecutionResult | ExperimentalIncrementalExecutionResults:
        """Run a query or mutation; one that is asked for in parts is left to graphql-core."""
        if operation.document.is_incremental:
            return await self._reference.run_in_parts(operation, context)
        return await self.run_operation(operation, context)

    def run_subscription(
        self, operation: Operation, context: Callable[[], Awaitable[object]]
    ) -> AsyncGenerator[ExecutionResult, None]:
        """Run a subscription: its source as graphql-core does, and each event by plan."""

        async def run_event(event: object, fresh: object) -> ExecutionResult:
            run = self._run(operation, fresh, event)
            if isinstance(run, Run):
                return await run.execute()
            return run or await self._reference.run_event(operation, event, fresh)

        return self._reference.run_subscription(operation, context, run_event)

    def plan(self, operation: Operation, context: object) -> Plan:
        """The plan by which an operation would be run.

        Raises:
            GraphQLError: The variables cannot be read.
            Unsupported: There is none.

        """
        node = operation.node
        plans = self._plans.of(operation.document, node)
        inputs = self._inputs(plans, operation, node)
        if isinstance(inputs, list):
            raise inputs[0]
        plan = self._plan(plans, operation, node, inputs.variables, context)
        if isinstance(plan, Unsupported):
            raise plan
        return plan

    def _run(self, operation: Operation, context: object, root_value: object) -> Run | ExecutionResult | None:
        """A run of the operation, or its errors, or nothing if it is left to graphql-core."""
        node = operation.node
        plans = self._plans.of(operation.document, node)
        inputs = self._inputs(plans, operation, node)
        if isinstance(inputs, list):
            return ExecutionResult(None, inputs)
        plan = self._plan(plans, operation, node, inputs.variables, context)
        if isinstance(plan, Unsupported):
            self._note(plan)
            return None
        return Run(plan, inputs, context, root_value, hide_suggestions=not operation.suggestions)

    def _inputs(
        self, plans: OperationPlans, operation: Operation, node: OperationDefinitionNode
    ) -> Inputs | list[GraphQLError]:
        """What the operation is run with, or why it cannot be read."""
        given = operation.variables or {}
        if not node.variable_definitions:
            given = {}  # others are nobody's
        key = key_of(given) if self._shares_arguments else None
        if key is not None and (known := plans.inputs.get(key)) is not None:
            return known
        variables: VariableValues | list[GraphQLError] = _NO_VARIABLES
        if node.variable_definitions:
            variables = get_variable_values(
                self._schema,
                node.variable_definitions,
                dict(given),
                max_errors=MAX_COERCION_ERRORS,
                hide_suggestions=not operation.suggestions,
            )
        if isinstance(variables, list):
            return variables
        inputs = Inputs(variables, is_shared=key is not None)
        if key is not None:
            self._plans.add_inputs(plans, key, inputs)
        return inputs

    def _plan(
        self,
        plans: OperationPlans,
        operation: Operation,
        node: OperationDefinitionNode,
        variables: VariableValues,
        context: object,
    ) -> Plan | Unsupported:
        booleans: tuple[bool, ...] = ()
        if plans.conditions:
            # A variable without a value is one of another operation: validation has seen to it.
            booleans = tuple(variables.coerced.get(name, False) for name in plans.conditions)
            if any(type(value) is not bool for value in booleans):
                return Unsupported("a condition that is neither true nor false")
        return plans.find(booleans, context) or self._compiled(
            plans, booleans, operation, node, variables, context
        )

    def _compiled(
        self,
        plans: OperationPlans,
        booleans: tuple[bool, ...],
        operation: Operation,
        node: OperationDefinitionNode,
        variables: VariableValues,
        context: object,
    ) -> Plan | Unsupported:
        decisions = Decisions(context)
        plan: Plan | Unsupported
        try:
            document = operation.document.plain
            plan = Compiler(self._schema, self._leaves, document, node, variables, decisions).plan()
        except Unsupported as unsupported:
            plan = unsupported.with_traceback(None)
        self._plans.add(plans, booleans, decisions, plan)
        return plan

    def _note(self, unsupported: Unsupported) -> None:
        if unsupported.is_expected:
            return
        reason = unsupported.reason
        if reason not in self.fallbacks:
            _log.warning("operations are left to graphql-core: %s", reason)
        self.fallbacks[reason] += 1
