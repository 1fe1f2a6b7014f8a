"""One run of a plan.

Rows are collected by the selection that their objects need, and each call of a selection is made
for all rows that are there: breadth first. What calls are awaiting arrives in waves: everything that
arrived in one turn of the event loop is completed together, and calls for what it brought are made
together, so nothing waits for a slower neighbour.
"""

from collections.abc import Awaitable, Sequence
from typing import Any

from graphql import ExecutionResult, FieldNode, GraphQLResolveInfo, OperationType
from graphql.execution.executor import default_type_resolver

from execution.compiled.calling import BatchCall, Rows
from execution.compiled.completing import Complete
from execution.compiled.failure import Failure, Later
from execution.compiled.inputs import Inputs
from execution.compiled.place import Place
from execution.compiled.plan import Field, Plan
from execution.compiled.resolve_info import ResolveInfo, shared_info
from execution.compiled.settling import Settling
from execution.compiled.waiting import Waiting


class Run:
    """The state of one run: rows that wait for their calls, and calls that are awaited.

    ``has_gaps`` says whether there are failures or late values in the answer.
    """

    __slots__ = (
        "_infos", "_waiting", "batches", "context", "has_gaps", "hide_suggestions", "inputs", "plan",
        "root_value", "variables",
    )  # fmt: skip

    type_resolver = staticmethod(default_type_resolver)

    def __init__(
        self,
        plan: Plan,
        inputs: Inputs,
        context: object,
        root_value: object,
        *,
        hide_suggestions: bool,
    ) -> None:
        self.plan = plan
        self.inputs = inputs
        self.variables = inputs.variables
        self.context = context
        self.root_value = root_value
        self.hide_suggestions = hide_suggestions
        self.batches: list[list[tuple[Any, dict[str, Any], Place]]] = [[] for _ in plan.calling]
        self.has_gaps = False
        self._infos: dict[Field, GraphQLResolveInfo[Any]] = {}
        self._waiting = Waiting()

    async def execute(self) -> ExecutionResult:
        """Run to the end.

        Raises:
            asyncio.CancelledError: The run was cancelled; so is everything it was waiting for.

        """
        plan = self.plan
        made = plan.root.read(self.root_value, self, None)
        try:
            if plan.operation.operation is OperationType.MUTATION:
                return await self._serially(made)
            self._advance()
            if self._waiting:
                await self._finish()
        except BaseException:
            await self._waiting.abandon()
            raise
        if not self.has_gaps:
            return ExecutionResult(made, None)
        settling = Settling(plan.root)
        data = settling.settle(made)
        return ExecutionResult(data, settling.errors or None)

    def info(self, field: Field, place: Place) -> ResolveInfo:
        """What a resolver of a field is told about a call in a place."""
        shared = self._infos.get(field)
        if shared is None:
            shared = self._infos[field] = shared_info(self, field)
        return ResolveInfo.at(shared, place)

    def fail(self, error: Exception, nodes: Sequence[FieldNode], before: list[Any] | None = None) -> Failure:
        """An error, for the place of the value it stands for."""
        self.has_gaps = True
        return Failure(error, nodes, before)

    def later(
        self, awaitable: Awaitable[Any], complete: Complete, place: Place, nodes: Sequence[FieldNode]
    ) -> Later:
        """A value to be awaited, where it is not known what holds it."""
        self.has_gaps = True
        later = Later((None,))
        self.wait(awaitable, later, 0, complete, place, nodes)
        return later

    def wait(
        self,
        awaitable: Awaitable[Any],
        holder: Any,
        key: str | int,
        complete: Complete,
        place: Place,
        nodes: Sequence[FieldNode],
    ) -> None:
        """Await a value; complete it and put it where it belongs when it is there."""
        self._waiting.add(awaitable, _Value(self, holder, key, complete, place, nodes))

    def wait_for_batch(self, awaitable: Awaitable[Any], call: BatchCall, rows: Rows) -> None:
        """Await the answers of a batch function."""
        self._waiting.add(awaitable, _Answers(self, call, rows))

    def _advance(self) -> None:
        """Make all calls for all rows that are there, level by level."""
        calling, batches = self.plan.calling, self.batches
        while any(batches):
            for selection in calling:
                rows = batches[selection.number]
                if rows:
                    batches[selection.number] = []
                    for call in selection.calls:
                        call.start(self, rows)
                    if selection.ahead is not None:
                        selection.ahead.start(self, rows)

    async def _finish(self) -> None:
        """Take in what arrives until nothing is awaited any more."""
        while self._waiting:
            await self._waiting.fill_next()
            self._advance()

    async def _serially(self, made: dict[str, Any]) -> ExecutionResult:
        """Run the root fields one by one, each with all that hangs off it.

        If null spreads up to the root, the fields behind are not run.
        """
        settling = Settling(self.plan.root)
        rows = [(self.root_value, made, None)]
        for batch in self.batches:
            batch.clear()
        for field in self.plan.root.fields:
            if field.call is not None:
                field.call.start(self, rows)
                self._advance()
                await self._finish()
            if self.has_gaps and not settling.settle_field(made, field):
                return ExecutionResult(None, settling.errors)
        return ExecutionResult(made, settling.errors or None)


class _Value:
    """The slot of one value: in an object, in a list, or in a value that comes later."""

    __slots__ = ("_complete", "_holder", "_key", "_nodes", "_place", "_run")

    def __init__(
        self,
        run: Run,
        holder: Any,
        key: str | int,
        complete: Complete,
        place: Place,
        nodes: Sequence[FieldNode],
    ) -> None:
        self._run = run
        self._holder = holder
        self._key = key
        self._complete = complete
        self._place = place
        self._nodes = nodes

    def fill(self, value: Any, error: Exception | None) -> None:
        """Complete the value, and put it where it belongs."""
        run = self._run
        done = self._complete(value, run, self._place) if error is None else run.fail(error, self._nodes)
        self._holder[self._key] = done


class _Answers:
    """The slot of the answers of a batch function."""

    __slots__ = ("_call", "_rows", "_run")

    def __init__(self, run: Run, call: BatchCall, rows: Rows) -> None:
        self._run = run
        self._call = call
        self._rows = rows

    def fill(self, value: Any, error: Exception | None) -> None:
        """Complete the answers, each for its row."""
        self._call.finish(self._run, self._rows, value if error is None else error)
