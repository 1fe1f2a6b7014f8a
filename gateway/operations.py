"""Running operations, whatever they came in by: HTTP, server-sent events or a WebSocket."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from graphql import (
    ExecutionResult,
    ExperimentalIncrementalExecutionResults,
    OperationType,
)

from cache import Claim, Freshness, Mark, Once
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
from gateway.http.refusal import Refusal, malformed, refused
from gateway.http.request import GraphQLRequest
from gateway.limits import Admission, Charge
from gateway.limits.admission import too_complex
from gateway.persisted import AutomaticQueries, sha256_of
from gateway.telemetry import OperationRecord, Telemetry
from gateway.writing import claim_of
from resolvers.context import Context

Payload = dict[str, Any]
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


class MadeOf(NamedTuple):
    """What the answer to a query came from: for whoever keeps it.

    ``mark`` is the moment before anything was read; ``is_personal`` says whether anything was
    decided by who the viewer is, and not by organization and role alone. ``name`` is what metrics
    call the operation.
    """

    mark: Mark
    freshness: Freshness
    is_personal: bool
    name: str


class Answer(NamedTuple):
    """A response map, and for how many seconds more it counts as fresh (0 if it must not be kept).

    ``age_seconds`` is the age of the oldest upstream answer in it. ``has_run`` is false if the
    operation never began, for variables that cannot be coerced. ``made_of`` is there for answers
    that may be kept as they are.
    """

    payload: Payload
    fresh_seconds: float
    has_run: bool
    age_seconds: float = 0.0
    made_of: MadeOf | None = None


class Operations:
    """Prepares operations, and lets an engine run them."""

    def __init__(
        self,
        engine: Engine,
        documents: Documents,
        make_context: Callable[[Viewer, str, Claim | None, OperationRecord], Context],
        once: Once,
        check_standing: Callable[[Viewer, str], Awaitable[None]],
        *,
        deadline_seconds: float,
        suggestions: bool,
        trusted: Mapping[str, str],
        automatic: AutomaticQueries | None,
        trusted_only: bool,
        telemetry: Telemetry | None = None,
        mark: Callable[[], Mark] | None = None,
        admission: Admission | None = None,
    ) -> None:
        """Wire the parts.

        Args:
            engine: Runs operations against the guarded schema.
            documents: Where valid documents are kept.
            make_context: Makes the context of one operation from viewer, request id, claim and record.
            once: Writes that may be repeated go through it.
            check_standing: Raises if a viewer is no longer what the token says.
            deadline_seconds: How long one operation may take.
            suggestions: Whether messages may propose names.
            trusted: The trusted documents by id.
            automatic: The registered queries, or ``None`` if clients may not register any.
            mark: Marks the moment before an operation reads anything, for whoever keeps answers.
            trusted_only: Whether everything but trusted documents is refused.
            telemetry: What becomes of operations is told there.
            admission: Limits and budgets of viewers, if there are any.

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
        self._trusted = trusted
        self._automatic = automatic
        self._trusted_only = trusted_only
        self._mark = mark
        self._admission = admission

    async def begin(self, request: GraphQLRequest, viewer: Viewer, request_id: str) -> Prepared:
        """Find the operation of a request, and take what it may cost out of the viewer's budget.

        Raises:
            Refusal: There is no such document or operation, the document is not valid or too complex,
                or there is not enough left of the budget.

        """
        prepared = self.prepare(request, viewer, request_id)
        if self._admission is None or prepared.points is None:
            return prepared
        prepared.charge = await self._admission.admit(
            viewer, prepared.points, request_id, is_told=request.is_cost_told
        )
        return prepared

    def prepare(self, request: GraphQLRequest, viewer: Viewer, request_id: str) -> Prepared:
        """Find the document and the operation of a request, and what it may cost.

        Raises:
            Refusal: There is no such document or operation, or the document is not valid, or too
                complex for this viewer.

        """
        text = self._text(request, request_id)
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
            raise _request_error(errors.OPERATION_RESOLUTION_FAILURE, str(error), request_id) from None
        if self._automatic is not None and request.persisted_hash is not None and request.query is not None:
            self._automatic.keep(text)
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
            payload = _settled(_with_staleness(_payload(result, request_id), freshness), charge)
            payload = record.answered(payload)
        keep = prepared.kind is OperationType.QUERY and not result.errors and not record.tells_calls
        keep = keep and not (charge is not None and charge.is_told)
        made_of = None
        if keep and mark is not None and not prepared.operation.document.is_incremental:
            made_of = MadeOf(mark, freshness, context.access.is_personal, record.name)
        return Answer(
            payload,
            freshness.fresh_seconds if keep else 0,
            has_run=_has_run(result),
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
                payload = _with_staleness(_payload(result, request_id), context.loaders.freshness)
                payload = record.answered(_settled(payload, prepared.charge))
                return Answer(payload, 0, has_run=_has_run(result))
        return _parts(result, request_id, deadline, context.loaders.freshness, record, prepared.charge)

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
                payload = _with_staleness(_payload(result, request_id), freshness)
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
        loop = asyncio.get_running_loop()
        return loop.call_later(self._deadline_seconds, _expire, context, charge)

    def _text(self, request: GraphQLRequest, request_id: str) -> str:
        """The text of the request's document, wherever it is."""
        name = request.document_id or request.persisted_hash
        trusted = self._trusted.get(name) if name is not None else None
        if trusted is not None:
            if request.query is not None and request.query != trusted:
                raise malformed("The text is not the one that the document's id stands for.", request_id)
            return trusted
        if self._trusted_only:
            message = "Only documents that were registered beforehand may be run."
            raise _request_error(errors.PERSISTED_QUERY_REQUIRED, message, request_id)
        # Beside an id that is not known a text is not run: the client believes to ask for another.
        if request.query is not None and request.document_id is None:
            if request.persisted_hash not in (None, sha256_of(request.query)):
                raise malformed("The hash is not the one of the text.", request_id)
            return request.query
        # Both messages are what clients of automatic persisted queries look for.
        if self._automatic is None and request.document_id is None:
            code = errors.PERSISTED_QUERY_NOT_SUPPORTED
            raise _request_error(code, "PersistedQueryNotSupported", request_id)
        registered = self._automatic.get(request.persisted_hash or "") if self._automatic else None
        if registered is None:
            raise _request_error(errors.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound", request_id)
        return registered


async def _parts(
    results: ExperimentalIncrementalExecutionResults,
    request_id: str,
    deadline: asyncio.TimerHandle,
    freshness: Freshness,
    record: OperationRecord,
    charge: Charge | None,
) -> AsyncGenerator[Payload, None]:
    """The first payload, and those behind it, in the format of the incremental delivery draft."""
    later = results.subsequent_results
    with record:
        try:
            first = results.initial_result
            payload = {**_payload(first, request_id), **_rest(first, request_id)}
            yield record.took(_charged(_with_staleness(payload, freshness), charge))
            async for part in later:
                payload = _charged(_with_staleness(_rest(part, request_id), freshness), charge)
                yield record.took(payload) if part.has_next else record.answered(payload)
        finally:
            deadline.cancel()
            await later.aclose()


def _expire(context: Context, charge: Charge | None) -> None:
    """End an operation whose time is up, with what has come."""
    context.loaders.expire()
    if charge is not None:
        charge.overdue()


def _settled(payload: Payload, charge: Charge | None) -> Payload:
    """Settle what a whole answer has cost."""
    if charge is not None:
        charge.note(payload)
        charge.settle(payload)
    return payload


def _charged(payload: Payload, charge: Charge | None) -> Payload:
    """Count a part of an answer; with the last one its cost is settled."""
    if charge is not None:
        charge.note(payload)
        if not payload["hasNext"]:
            charge.settle(payload)
    return payload


def _rest(part: Any, request_id: str) -> Payload:  # noqa: ANN401 - the first and later parts look alike
    """What a part says about the parts of an answer: which are coming, come, and complete."""
    rest: Payload = {"hasNext": part.has_next}
    for name in ("pending", "incremental", "completed"):
        entries = [_entry(each, request_id) for each in getattr(part, name, None) or ()]
        if entries:
            rest[name] = entries
    return rest


def _entry(source: Any, request_id: str) -> Payload:  # noqa: ANN401 - the three kinds look alike
    entry: Payload = dict(source.formatted)
    if entry.get("errors"):
        entry["errors"] = errors.execution_errors(source.errors, request_id)
    return entry


def _seconds_left(viewer: Viewer) -> float:
    return max(0.0, (viewer.expires_at - datetime.now(UTC)).total_seconds())


def _request_error(code: str, message: str, request_id: str) -> Refusal:
    return Refusal(400, errors.plain_error(code, message, request_id), is_request_error=True)


def _payload(result: Any, request_id: str) -> Payload:  # noqa: ANN401 - both kinds of results look alike
    payload: Payload = {}
    if result.errors:
        payload["errors"] = errors.execution_errors(result.errors, request_id)
    if _has_run(result):
        payload["data"] = result.data
    return payload


def _with_staleness(payload: Payload, freshness: Freshness) -> Payload:
    """Say so if anything that was served so far is older than it should be."""
    staleness = freshness.staleness
    if staleness is not None:
        payload["extensions"] = {"staleness": staleness}
    return payload


def _has_run(result: Any) -> bool:  # noqa: ANN401 - both kinds of results look alike
    """Whether the operation began: it has data, or errors of fields that explain why that is null."""
    return result.data is not None or any(error.path is not None for error in result.errors or ())
