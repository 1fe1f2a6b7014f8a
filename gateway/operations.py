"""Running operations, whatever they came in by: HTTP, server-sent events or a WebSocket."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from graphql import (
    ExecutionResult,
    OperationType,
)

from cache import Claim, Freshness, Mark, Once, running_loop
from domain.errors import IdempotencyKeyReused, Unauthenticated
from domain.roles import Viewer
from execution import (
    DocumentRefused,
    Documents,
    DocumentTooLarge,
    Engine,
    Operation,
    OperationNotFound,
)
from execution.guard import Points
from gateway import errors
from gateway.answers import Answer, MadeOf, Payload, has_run, payload_of, with_staleness
from gateway.explain.told import PlanTeller
from gateway.http.refusal import Refusal, refused
from gateway.http.request import GraphQLRequest
from gateway.limits import Admission, Charge
from gateway.limits.admission import too_complex
from gateway.parts import parts_of
from gateway.telemetry import OperationRecord, Telemetry
from gateway.texts import Texts, request_error
from gateway.writing import claim_of
from resolvers.context import Context

T = TypeVar("T")


@dataclass(slots=True)
class Prepared:
    """An operation that may be run: its document is valid and holds it.

    ``points`` are what it may cost at most, and ``charge`` what was taken for it, once it is admitted.
    """

    operation: Operation
    kind: OperationType
    request: GraphQLRequest
    text: str
    points: Points | None = None
    charge: Charge | None = None


class Operations:
    """Prepares operations, and lets an engine run them."""

    def __init__(
        self,
        engine: Engine,
        documents: Documents,
        texts: Texts,
        make_context: Callable[[Viewer, str, Claim | None, OperationRecord], Context],
        once: Once,
        check_standing: Callable[[Viewer, str], Awaitable[None]],
        *,
        deadline_seconds: float,
        suggestions: bool,
        telemetry: Telemetry | None = None,
        mark: Callable[[], Mark] | None = None,
        admission: Admission | None = None,
        plans: PlanTeller | None = None,
    ) -> None:
        """Wire the parts.

        Args:
            engine: Runs operations against the guarded schema.
            documents: Where valid documents are kept.
            texts: Where the texts of documents are found.
            make_context: Makes the context of one operation from viewer, request id, claim and record.
            once: Writes that may be repeated go through it.
            check_standing: Raises if a viewer is no longer what the token says.
            deadline_seconds: How long one operation may take.
            suggestions: Whether messages may propose names.
            mark: Marks the moment before an operation reads anything, for whoever keeps answers.
            telemetry: What becomes of operations is told there.
            admission: Limits and budgets of viewers, if there are any.
            plans: Tells clients who ask for it by what plan an operation was run.

        """
        self.engine = engine
        self.documents = documents
        self.telemetry = telemetry or Telemetry()
        self._make_context = make_context
        self._once = once
        self._writing: set[asyncio.Task[Any]] = set()
        self._check_standing = check_standing
        self._deadline_seconds = deadline_seconds
        self._suggestions = suggestions
        self._texts = texts
        self._mark = mark
        self._admission = admission
        self._plans = plans

    async def begin(self, request: GraphQLRequest, viewer: Viewer, request_id: str) -> Prepared:
        """Find the operation of a request, and take what it may cost out of the viewer's budget.

        Raises:
            Refusal: There is no such document or operation, the document is not valid or too complex,
                or there is not enough left of the budget.

        """
        prepared = self.prepare(request, viewer, request_id)
        await self.admit(prepared, viewer, request_id)
        return prepared

    async def admit(self, prepared: Prepared, viewer: Viewer, request_id: str) -> None:
        """Take what an operation may cost out of the viewer's budget.

        Raises:
            Refusal: There is not enough left of it.

        """
        if self._admission is not None and prepared.points is not None:
            is_told = prepared.request.is_cost_told
            prepared.charge = await self._admission.admit(
                viewer, prepared.points, request_id, is_told=is_told
            )

    def prepare(self, request: GraphQLRequest, viewer: Viewer, request_id: str) -> Prepared:
        """Find the document and the operation of a request, and what it may cost.

        Raises:
            Refusal: There is no such document or operation, or the document is not valid, or too
                complex for this viewer.

        """
        text = self._texts.find(request, request_id)
        limits = self._admission.document_limits(viewer) if self._admission is not None else None
        try:
            document = self.documents.get(text, limits)
            node = document.operation(request.operation_name)
        except DocumentTooLarge as error:
            raise too_complex(error.excess, request_id) from None
        except DocumentRefused as refusal:
            code = errors.PARSE_FAILED if refusal.phase == "parse" else errors.VALIDATION_FAILED
            told = errors.document_errors(code, refusal.errors, request_id)
            raise Refusal(400, told, is_request_error=True) from None
        except OperationNotFound as error:
            raise request_error(errors.OPERATION_RESOLUTION_FAILURE, str(error), request_id) from None
        self._texts.register(request, text)
        points = None
        if self._admission is not None:
            points = self._admission.reckon(viewer, document, node, request.variables, request_id)
        operation = Operation(
            document,
            request.operation_name,
            request.variables,
            self._suggestions,
            fragments=not request.is_cost_told,  # who counts the values of an answer must see them
        )
        return Prepared(operation, node.operation, request, text, points)

    async def run(self, prepared: Prepared, viewer: Viewer, request_id: str) -> Answer:
        """Run a query or mutation and give the answer in one piece.

        A mutation runs to its end, even if whoever waits for it goes away.

        Raises:
            Refusal: The idempotency key of a mutation was used for another one before.

        """
        if prepared.kind is not OperationType.MUTATION:
            mark = None if self._mark is None else self._mark()
            return await self._run(prepared, viewer, request_id, None, mark)
        claim = claim_of(self._once, viewer, prepared.request, prepared.text)
        if claim is not None:
            try:
                await claim.check()
            except IdempotencyKeyReused as error:
                raise refused(error, request_id, 422) from None
        return await self.to_the_end(self._run(prepared, viewer, request_id, claim))

    async def to_the_end(self, writing: Coroutine[Any, Any, T]) -> T:
        """Do something that writes, to its end even if whoever waits for it goes away."""
        task = asyncio.create_task(writing)
        self._writing.add(task)
        task.add_done_callback(self._written)
        return await asyncio.shield(task)

    def _written(self, task: "asyncio.Task[Any]") -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # seen: whoever waited may have gone

    async def aclose(self) -> None:
        """Let mutations come to their end."""
        if self._writing:
            await asyncio.wait(set(self._writing))

    def _begin(self, prepared: Prepared, viewer: Viewer, request_id: str) -> OperationRecord:
        if prepared.charge is not None:
            prepared.charge.begin()
        node = prepared.operation.node
        return self.telemetry.begin(node, viewer, request_id, prepared.request.extensions)

    def _context(
        self, viewer: Viewer, request_id: str, claim: Claim | None, record: OperationRecord
    ) -> Context:
        context = self._make_context(viewer, request_id, claim, record)
        record.loads = context.loaders
        return context

    async def _run(
        self,
        prepared: Prepared,
        viewer: Viewer,
        request_id: str,
        claim: Claim | None,
        mark: Mark | None = None,
    ) -> Answer:
        charge = prepared.charge
        with self._begin(prepared, viewer, request_id) as record:
            context = self._context(viewer, request_id, claim, record)
            deadline = self._expire_later(context, charge)
            try:
                result = await self.engine.run_operation(prepared.operation, context)
            finally:
                deadline.cancel()
            freshness = context.loaders.freshness
            if charge is not None:
                charge.has_begun(record.upstream_calls)
            payload = _settled(with_staleness(payload_of(result, request_id), freshness), charge)
            payload = record.answered(payload)
        keep = prepared.kind is OperationType.QUERY and not result.errors and not record.tells_calls
        if prepared.request.extensions is not None and self._plans is not None:
            keep = not self._plans.tell(payload, prepared.request, prepared.operation, context) and keep
        keep = keep and not (charge is not None and charge.is_told)
        made_of = None
        if keep and mark is not None and _is_answer_all(prepared):
            made_of = MadeOf(mark, freshness, context.access.is_personal, record.name)
        return Answer(
            payload,
            freshness.fresh_seconds if keep else 0,
            has_run=has_run(result),
            age_seconds=freshness.oldest_seconds,
            made_of=made_of,
        )

    async def run_in_parts(
        self, prepared: Prepared, viewer: Viewer, request_id: str
    ) -> Answer | AsyncGenerator[Payload, None]:
        """Run a query; what is deferred comes in payloads behind the first one.

        A mutation is answered in one piece: it must not depend on somebody taking the parts.
        """
        if prepared.kind is OperationType.MUTATION:
            return await self.run(prepared, viewer, request_id)
        with self._begin(prepared, viewer, request_id) as record:
            context = self._context(viewer, request_id, None, record)
            deadline = self._expire_later(context, prepared.charge)
            try:
                result = await self.engine.run_in_parts(prepared.operation, context)
            except BaseException:
                deadline.cancel()
                raise
            if isinstance(result, ExecutionResult):
                deadline.cancel()
                payload = with_staleness(payload_of(result, request_id), context.loaders.freshness)
                payload = record.answered(_settled(payload, prepared.charge))
                return Answer(payload, 0, has_run=has_run(result))
        return parts_of(result, request_id, deadline, context.loaders.freshness, record, prepared.charge)

    async def events(
        self, prepared: Prepared, viewer: Viewer, request_id: str
    ) -> AsyncGenerator[Payload, None]:
        """Run a subscription; a payload for each event.

        Raises:
            Unauthenticated: The viewer's token has expired.
            Forbidden: The viewer is no longer what the token says.

        """

        freshness = Freshness()
        record: OperationRecord | None = None

        async def context() -> Context:
            nonlocal freshness, record
            await self._check_standing(viewer, request_id)
            if record is not None:
                record.drop()
            record = self._begin(prepared, viewer, request_id)
            made = self._context(viewer, request_id, None, record)
            freshness = made.loaders.freshness
            return made

        self.telemetry.counts.subscriptions += 1
        results = self.engine.run_subscription(prepared.operation, context)
        try:
            while True:
                try:
                    async with asyncio.timeout(_seconds_left(viewer)):
                        result = await anext(results)
                except StopAsyncIteration:
                    return
                except TimeoutError:
                    raise Unauthenticated("the token expired during a stream") from None
                payload = with_staleness(payload_of(result, request_id), freshness)
                if prepared.charge is not None:
                    prepared.charge.settle_event(payload)
                yield payload if record is None else record.answered(payload)
        finally:
            self.telemetry.counts.subscriptions -= 1
            if record is not None:
                record.drop()
            await results.aclose()

    async def events_of(
        self, prepared: Prepared, viewer: Viewer, request_id: str
    ) -> AsyncGenerator[Payload, None]:
        """Any operation as a stream: a query or mutation is a stream of one payload."""
        if prepared.kind is not OperationType.SUBSCRIPTION:
            yield (await self.run(prepared, viewer, request_id)).payload
            return
        events = self.events(prepared, viewer, request_id)
        try:
            async for payload in events:
                yield payload
        finally:
            await events.aclose()

    def _expire_later(self, context: Context, charge: Charge | None) -> asyncio.TimerHandle:
        return running_loop().call_later(self._deadline_seconds, _expire, context, charge)


def _expire(context: Context, charge: Charge | None) -> None:
    """End an operation whose time is up, with what has come."""
    context.loaders.expire()
    if charge is not None:
        charge.overdue()


def _is_answer_all(prepared: Prepared) -> bool:
    """Whether nothing comes of a request but its answer, in one piece, and not a registered text as well."""
    request = prepared.request
    registers = request.persisted_hash is not None and request.query is not None
    return not registers and not prepared.operation.document.is_incremental


def _settled(payload: Payload, charge: Charge | None) -> Payload:
    """Settle what a whole answer has cost."""
    if charge is not None:
        charge.note(payload)
        charge.settle(payload)
    return payload


def _seconds_left(viewer: Viewer) -> float:
    return max(0.0, (viewer.expires_at - datetime.now(UTC)).total_seconds())
