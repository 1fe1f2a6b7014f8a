"""One run of a plan.

Rows are collected by the selection that their objects need, and each call of a selection is made
for all rows that are there: breadth first. What calls are awaiting arrives in waves: everything that
arrived in one turn of the event loop is completed together, and calls for what it brought are made
together, so nothing waits for a slower neighbour.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from types import CoroutineType
from typing import Any

from graphql import ExecutionResult, FieldNode, GraphQLResolveInfo, OperationType
from graphql.execution.executor import default_type_resolver
from graphql.execution.values import VariableValues
from graphql.pyutils import gather_with_cancel
from graphql.pyutils.is_awaitable import is_awaitable
from graphql.type import GraphQLResolveInfoHelpers

from execution.compiled.calling import BatchCall, Rows
from execution.compiled.completing import Complete
from execution.compiled.failure import Failure, Later
from execution.compiled.place import Place, ResolveInfo
from execution.compiled.plan import Field, Plan
from execution.compiled.settling import Settling


class Run:
    """The state of one run: rows that wait for their calls, and calls that are awaited."""

    __slots__ = (
        "_arrived", "_infos", "_pending", "_wake", "batches", "context", "has_gaps",
        "hide_suggestions", "plan", "root_value", "variables",
    )  # fmt: skip

    type_resolver = staticmethod(default_type_resolver)

    def __init__(
        self,
        plan: Plan,
        variables: VariableValues,
        context: object,
        root_value: object,
        *,
        hide_suggestions: bool,
    ) -> None:
        self.plan = plan
        self.variables = variables
        self.context = context
        self.root_value = root_value
        self.hide_suggestions = hide_suggestions
        self.batches: list[list[tuple[Any, dict[str, Any], Place]]] = [[] for _ in plan.calling]
        self.has_gaps = False
        """Whether there are failures or late values in the answer, which have to be settled."""
        self._infos: dict[Field, GraphQLResolveInfo[Any]] = {}
        self._pending: dict[asyncio.Future[Any], list[_Slot | _Batch]] = {}
        self._arrived: list[asyncio.Future[Any]] = []
        self._wake: asyncio.Future[None] | None = None

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
            if self._pending:
                await self._finish()
        except BaseException:
            await self._abandon()
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
            shared = self._infos[field] = self._shared_info(field)
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
        self._wait(awaitable, _Slot(holder, key, complete, place, nodes))

    def wait_for_batch(self, awaitable: Awaitable[Any], call: BatchCall, rows: Rows) -> None:
        """Await the answers of a batch function."""
        self._wait(awaitable, _Batch(call, rows))

    def _wait(self, awaitable: Awaitable[Any], slot: "_Slot | _Batch") -> None:
        if type(awaitable) is CoroutineType:
            future: asyncio.Future[Any] = asyncio.get_running_loop().create_task(awaitable)
        else:
            future = asyncio.ensure_future(awaitable)
            if future.done():
                slot.fill(self, *_outcome(future))
                return
        slots = self._pending.get(future)
        if slots is None:
            self._pending[future] = [slot]
            future.add_done_callback(self._notice)
        else:
            slots.append(slot)

    def _notice(self, future: asyncio.Future[Any]) -> None:
        self._arrived.append(future)
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

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

    async def _finish(self) -> None:
        """Take in what arrives until nothing is awaited any more."""
        loop = asyncio.get_running_loop()
        while self._pending:
            if not self._arrived:
                self._wake = loop.create_future()
                await self._wake
                self._wake = None
            arrived, self._arrived = self._arrived, []
            for future in arrived:
                value, error = _outcome(future)
                for slot in self._pending.pop(future):
                    slot.fill(self, value, error)
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

    async def _abandon(self) -> None:
        """Cancel everything that is awaited, and leave nothing behind."""
        futures = [future for future in self._pending if not future.done()]
        for future in futures:
            future.cancel()
        await asyncio.gather(*futures, return_exceptions=True)

    def _shared_info(self, field: Field) -> GraphQLResolveInfo[Any]:
        plan = self.plan
        return GraphQLResolveInfo(
            field.name,
            field.nodes,
            field.definition.type,
            field.parent_type,
            _NO_PATH,
            plan.schema,
            plan.fragments,
            self.root_value,
            plan.operation,
            self.variables,
            self.context,
            is_awaitable,
            None,
            _HELPERS,
        )


class _Slot:
    """The place of one awaited value: in an object, a list, or a value that comes later."""

    __slots__ = ("complete", "holder", "key", "nodes", "place")

    def __init__(
        self, holder: Any, key: str | int, complete: Complete, place: Place, nodes: Sequence[FieldNode]
    ) -> None:
        self.holder = holder
        self.key = key
        self.complete = complete
        self.place = place
        self.nodes = nodes

    def fill(self, run: Run, value: Any, error: Exception | None) -> None:
        """Complete what has arrived."""
        done = self.complete(value, run, self.place) if error is None else run.fail(error, self.nodes)
        self.holder[self.key] = done


class _Batch:
    """The places of the answers of a batch function."""

    __slots__ = ("call", "rows")

    def __init__(self, call: BatchCall, rows: Rows) -> None:
        self.call = call
        self.rows = rows

    def fill(self, run: Run, value: Any, error: Exception | None) -> None:
        """Complete what has arrived."""
        self.call.finish(run, self.rows, value if error is None else error)


def _outcome(future: asyncio.Future[Any]) -> tuple[Any, Exception | None]:
    """What a future that is done gives, or the error that it ended with.

    Raises:
        asyncio.CancelledError: It was cancelled, which nobody but who cancels the run should do.

    """
    try:
        return future.result(), None
    except Exception as error:  # noqa: BLE001 - any resolver's own
        return None, error


def _gather(values: Sequence[Awaitable[Any]]) -> Awaitable[list[Any]]:
    return gather_with_cancel(*values)


_background: set[asyncio.Future[Any]] = set()


def _track(values: Sequence[Any]) -> None:
    """Settle what would otherwise be abandoned, so that its errors are seen."""
    awaitables = [value for value in values if is_awaitable(value)]
    if awaitables:
        settled = asyncio.gather(*awaitables, return_exceptions=True)
        _background.add(settled)
        settled.add_done_callback(_background.discard)


_NO_PATH: Any = None
"""Each call has a path of its own."""

_HELPERS = GraphQLResolveInfoHelpers(gather=_gather, track=_track)
