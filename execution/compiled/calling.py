"""Calls: the fields of a plan that a resolver answers.

A call is made for all rows of a level that are there, with arguments that are read once. Which of
three ways it is made is decided with the plan: the whole level at once, if the field has a batch
function; the function of a Strawberry field, row by row; or the resolver as graphql-core calls it.
"""

from asyncio import Future
from collections.abc import Callable, Sequence
from enum import Enum
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils.is_awaitable import is_awaitable

from execution.compiled.guards import Resolver
from execution.compiled.place import Place
from execution.compiled.strawberry_fields import Function, metadata_of

if TYPE_CHECKING:
    from execution.compiled.ahead import Foreseen
    from execution.compiled.plan import Field
    from execution.compiled.run import Run

_VALUES = frozenset({str, int, float, bool, type(None)})


Rows: TypeAlias = Sequence[tuple[Any, dict[str, Any], Place]]
"""Rows, each with its object in the answer and where that is."""


class Call:
    """A field that a resolver answers, row by row. This one calls it as graphql-core does."""

    __slots__ = ("field", "foresee", "foreseen", "prefetch", "resolve", "takes_arguments")

    def __init__(self, field: "Field", resolve: Resolver) -> None:
        self.field = field
        self.resolve = resolve
        self.takes_arguments = bool(field.definition.args)
        is_admitted = not hasattr(resolve, "admits")  # whom a guard refuses, nothing is loaded for
        self.prefetch: Any = metadata_of(field.definition, "execution.prefetch") if is_admitted else None
        self.foresee: Any = metadata_of(field.definition, "execution.foresee") if is_admitted else None
        self.foreseen: Foreseen | None = None

    def arguments(self, variables: VariableValues, *, hide_suggestions: bool) -> dict[str, Any]:
        """The arguments as graphql-core gives them to the resolver. They need no row: only variables.

        Raises:
            GraphQLError: One of them cannot be coerced.

        """
        if not self.takes_arguments:
            return {}
        return get_argument_values(
            self.field.definition, self.field.nodes[0], variables, None, hide_suggestions
        )

    def arguments_in(self, run: "Run") -> dict[str, Any]:
        """The same in a run."""
        return self.arguments(run.variables, hide_suggestions=run.hide_suggestions)

    def python_arguments(self, run: "Run") -> dict[str, Any]:
        """The arguments as the resolver's own function gets them, which nobody may change.

        Raises:
            Exception: One of them cannot be coerced.

        """
        known = run.inputs.arguments.get(self)
        if known is None:
            known = self._converted(self.arguments_in(run)) if self.takes_arguments else {}
            if run.inputs.is_shared:
                run.inputs.arguments[self] = known
        return known

    def _converted(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return arguments

    def start(self, run: "Run", rows: Rows) -> None:
        """Call the resolver for each row; what can be completed at once is."""
        field = self.field
        if self.foreseen is not None:
            self._look_ahead(run, self.foreseen)
        try:
            answer = self._answerer(run)
        except Exception as error:  # noqa: BLE001 - any scalar's own
            self._fail(run, rows, error)
            return
        for row, made, place in rows:
            here = (place, field.step)
            try:
                value = answer(row, here)
            except Exception as error:  # noqa: BLE001 - any resolver's own
                made[field.key] = run.fail(error, field.nodes)
            else:
                self._put(value, run, made, here)

    def _answerer(self, run: "Run") -> Callable[[Any, Place], Any]:
        """What calls the resolver for a row in a place.

        Arguments that nobody can change are read once, before the first row.
        """
        resolve, field = self.resolve, self.field
        arguments = self.arguments_in(run)
        if _is_unchangeable(arguments):
            return lambda row, place: resolve(row, run.info(field, place), **arguments)
        return lambda row, place: resolve(row, run.info(field, place), **self.arguments_in(run))

    def _look_ahead(self, run: "Run", foreseen: "Foreseen") -> None:
        try:
            arguments = self.python_arguments(run)
        except Exception:  # noqa: BLE001 - it is told when the call is made
            return
        foreseen.start(run, arguments)

    def _put(self, value: Any, run: "Run", made: dict[str, Any], place: Place) -> None:
        field = self.field
        if type(value) is not tuple and (isinstance(value, Future) or is_awaitable(value)):
            run.wait(value, made, field.key, field.complete, place, field.nodes)
        else:
            made[field.key] = field.complete(value, run, place)

    def _fail(self, run: "Run", rows: Rows, error: Exception) -> None:
        for _, made, _ in rows:
            made[self.field.key] = run.fail(error, self.field.nodes)


class FunctionCall(Call):
    """The call of a Strawberry field's function, without the wrappers around it."""

    __slots__ = ("function",)

    def __init__(self, field: "Field", resolve: Resolver, function: Function) -> None:
        super().__init__(field, resolve)
        self.function = function

    def _converted(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return self.function.convert(arguments, None)

    def _answerer(self, run: "Run") -> Callable[[Any, Place], Any]:
        function, field = self.function, self.field
        call, info_name, source_names = function.call, function.info_name, function.source_names
        make_info = function.make_info
        shared: dict[str, Any] | None = {}
        spare: list[dict[str, Any]] = []
        if run.inputs.is_shared:
            shared = self.python_arguments(run)
        elif self.takes_arguments:
            spare.append(self.arguments_in(run))
            shared = function.convert(spare[0], None) if _is_unchangeable(spare[0]) else None

        def answer(row: Any, place: Place) -> Any:
            info = make_info(run.info(field, place)) if info_name or shared is None else None
            if shared is None:
                values = function.convert(spare.pop() if spare else self.arguments_in(run), info)
            else:
                values = shared.copy()
            for name in source_names:
                values[name] = row
            if info_name:
                values[info_name] = info
            return call(row, **values) if function.takes_self else call(**values)

        return answer


class BatchCall(FunctionCall):
    """The call of a batch function: once for all rows of a level that are there.

    It is called as ``batch(rows, info, **arguments)`` and answers with a sequence that has an
    answer for each row, in their order, or something to await that does. Each answer is what the
    resolver of one row could have given: something to await, or an exception, which is then the
    error of its row. One that is raised is the error of every row. The path in the info is that of
    the first row.
    """

    __slots__ = ("batch",)

    def __init__(self, field: "Field", resolve: Resolver, function: Function, batch: Resolver) -> None:
        super().__init__(field, resolve, function)
        self.batch = batch

    def start(self, run: "Run", rows: Rows) -> None:
        """Call the function once for all rows."""
        field = self.field
        if self.foreseen is not None:
            self._look_ahead(run, self.foreseen)
        try:
            info = self.function.make_info(run.info(field, (rows[0][2], field.step)))
            arguments = (
                self.python_arguments(run)
                if run.inputs.is_shared
                else self.function.convert(self.arguments_in(run), info)
            )
            answers = self.batch([row for row, _, _ in rows], info, **arguments)
        except Exception as error:  # noqa: BLE001 - any resolver's own
            self._fail(run, rows, error)
            return
        if type(answers) is not list and isawaitable(answers):
            run.wait_for_batch(answers, self, rows)
        else:
            self.finish(run, rows, answers)

    def finish(self, run: "Run", rows: Rows, answers: Any) -> None:
        """Put the answers in their places; an exception is the answer to every row."""
        if isinstance(answers, Exception):
            self._fail(run, rows, answers)
            return
        is_sequence = type(answers) is list or isinstance(answers, Sequence)
        if not is_sequence or len(answers) != len(rows):
            message = f"The batch function of {self.field.coordinate} must answer every row."
            self._fail(run, rows, TypeError(message))
            return
        key, step, complete = self.field.key, self.field.step, self.field.complete
        for (_, made, place), answer in zip(rows, answers, strict=True):
            if type(answer) is tuple:
                made[key] = complete(answer, run, (place, step))
            else:
                self._put(answer, run, made, (place, step))


def _is_unchangeable(arguments: dict[str, Any]) -> bool:
    """Whether no resolver can change the arguments for the next one."""
    return all(type(each) in _VALUES or isinstance(each, Enum) for each in arguments.values())
