"""What mutations answer: the fresh object, and errors that a form can show beside its fields."""

from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

import strawberry

from resolvers.context import Context, Info
from resolvers.mutations.problem import InputRefused, Path, Problem, ProblemCode
from schema.declaring import attribute

P = TypeVar("P", bound=type["Payload"])
T = TypeVar("T", bound="Payload")

_CODES = {
    ProblemCode.REQUIRED: "A value is needed.",
    ProblemCode.TOO_LONG: "The text is too long.",
    ProblemCode.OUT_OF_RANGE: "The number is too small or too large.",
    ProblemCode.INVALID_FORMAT: "The text has not the form that is needed.",
    ProblemCode.CONTRADICTORY: "Two values contradict each other.",
    ProblemCode.NOT_FOUND: "There is no such object, or the viewer may not see it.",
    ProblemCode.TAKEN: "Somebody else has this value already.",
    ProblemCode.LAST_ADMINISTRATOR: "The organization would be without an administrator.",
    ProblemCode.NOT_AVAILABLE: "This cannot be chosen or done now.",
    ProblemCode.CONFLICT: "The state of the device does not allow this now.",
    ProblemCode.INVALID: "The Partner API does not accept this.",
}


@strawberry.interface(description="Something about an input that whoever filled it in can solve.")
class UserError:
    """An error of an input."""

    message: str = attribute("A sentence for people.")
    path: list[str] = attribute(
        "The way to the field, from the argument `input` on; positions in lists are counted from 0."
    )


class Payload:
    """The base of payload classes. Their first field holds what was written."""

    user_errors: ClassVar[Any]
    error: ClassVar[type]
    code: ClassVar[type[Enum]]
    value: ClassVar[str]


@dataclass_transform(kw_only_default=True, field_specifiers=(attribute,))
def payload(*codes: ProblemCode, more: Mapping[str, tuple[object, str]] | None = None) -> Callable[[P], P]:
    """Declare the payload of a mutation, with an error type and an enum of error codes of its own.

    Args:
        codes: What can be wrong, beside what only the upstream knows.
        more: Further fields of the error type: the annotation and a sentence.

    """

    def declare(cls: P) -> P:
        stem = cls.__name__.removesuffix("Payload")
        cls.code = _code_enum(stem, (*codes, ProblemCode.INVALID))
        cls.error = _error_type(stem, cls.code, more or {})
        (cls.value,) = cls.__annotations__
        cls.__annotations__["user_errors"] = list[cls.error]  # type: ignore[name-defined]
        cls.user_errors = attribute("What was wrong with the input; empty if the mutation was carried out.")
        return strawberry.type(cls, description=f"What `{stem[0].lower()}{stem[1:]}` answers.")

    return declare


async def answer(cls: type[T], info: Info, run: Callable[[Context], Awaitable[object]]) -> T:
    """Run a mutation and put its payload together.

    Raises:
        GatewayError: It failed for another reason than its input.

    """
    made: Any = cls
    try:
        value = await run(info.context.at(str(info.path.key)))
    except InputRefused as refused:
        errors = [_error(made, each) for each in refused.problems]
        return cast("T", made(**{made.value: None, "user_errors": errors}))
    return cast("T", made(**{made.value: value, "user_errors": []}))


def _error(cls: Any, problem: Problem) -> object:  # noqa: ANN401 - a payload class
    code = cls.code[problem.code.name] if problem.code.name in cls.code.__members__ else cls.code.INVALID
    more = {name: getattr(problem, name) for name in cls.error.more}
    return cls.error(code=code, message=problem.message, path=_path(problem.path), **more)


def _path(path: Path) -> list[str]:
    return ["input", *(str(each) if isinstance(each, int) else _camel(each) for each in path)]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def _code_enum(stem: str, codes: tuple[ProblemCode, ...]) -> type[Enum]:
    enum = Enum(f"{stem}ErrorCode", {code.name: code.name for code in codes})  # type: ignore[misc]
    declared = strawberry.enum(enum, description=f"What can be wrong with the input of a `{stem}Payload`.")
    for value in declared.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = _CODES[ProblemCode[value.name]]
    return declared


def _error_type(stem: str, code: type[Enum], more: Mapping[str, tuple[object, str]]) -> type:
    annotations = {"code": code, **{name: annotation for name, (annotation, _) in more.items()}}
    fields = {name: attribute(sentence) for name, (_, sentence) in more.items()}
    body = {
        "__annotations__": annotations,
        "__module__": __name__,
        "__doc__": "An error.",
        "code": attribute("What kind of problem it is."),
        **fields,
        "more": tuple(more),
    }
    error = type(f"{stem}Error", (UserError,), body)
    return strawberry.type(error, description=f"Something wrong with the input of a `{stem}Payload`.")
