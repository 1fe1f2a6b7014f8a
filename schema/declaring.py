"""How types are declared over records.

A GraphQL type here only describes: its plain attributes are read off the record that a resolver
returned, its other fields name the resolver function that answers them.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from inspect import signature
from typing import Any, TypeVar, dataclass_transform

import strawberry
from strawberry.parent import StrawberryParent

from schema.directives import SemanticNonNull

C = TypeVar("C", bound=type)
E = TypeVar("E", bound=type[Enum])

RECORDS: dict[type, type] = {}
"""The record class that each declared type describes."""


def attribute(description: str) -> Any:  # noqa: ANN401 - takes the type of the annotation it stands behind
    """A field that is an attribute of the record, by the same name."""
    return strawberry.field(description=description)


def field(
    resolver: Callable[..., Any],
    description: str,
    *,
    null_means_error: bool = False,
    prefetch: Callable[..., None] | None = None,
    foresee: Callable[..., Any] | None = None,
) -> Any:  # noqa: ANN401
    """A field that a function answers.

    Args:
        resolver: Takes the record as ``strawberry.Parent`` and returns records.
        description: A full sentence for the schema.
        null_means_error: The field is nullable only because it can fail on its own: it carries
            ``@semanticNonNull``.
        prefetch: Begins to load what the field will need, for owners; see :mod:`resolvers.ahead`.
        foresee: Tells the owners of the field's rows before it is answered.

    """
    metadata: dict[str, Any] = {}
    if _takes_a_record(resolver):
        metadata["execution.batch"] = _for_each(resolver)
    if prefetch is not None:
        metadata["execution.prefetch"] = prefetch
    if foresee is not None:
        metadata["execution.foresee"] = foresee
    directives = [SemanticNonNull()] if null_means_error else []
    return strawberry.field(
        resolver=resolver,
        description=description,
        directives=directives,
        metadata=metadata,
    )


def _takes_a_record(resolver: Callable[..., Any]) -> bool:
    first = next(iter(signature(resolver).parameters.values()), None)
    marks = getattr(first and first.annotation, "__metadata__", ())
    return any(isinstance(each, StrawberryParent) for each in marks)


def _for_each(resolver: Callable[..., Any]) -> Callable[..., list[Any]]:
    """A resolver of one record for many, for an engine that calls it once for a whole level.

    Resolvers here look at nothing of the info but the context, so one info does for all.
    """

    takes_info = "info" in signature(resolver).parameters

    def batch(records: Sequence[Any], info: Any, **arguments: Any) -> list[Any]:  # noqa: ANN401
        answers: list[Any] = []
        if takes_info:
            arguments["info"] = info
        for record in records:
            try:
                answers.append(resolver(record, **arguments))
            except Exception as error:  # noqa: BLE001 - the error of this record only
                answers.append(error)
        return answers

    return batch


def mutation(resolver: Callable[..., Any], description: str) -> Any:  # noqa: ANN401
    """A field of the mutation type. Each is nullable, so that what others of a document did is told."""
    return field(resolver, description, null_means_error=True)


def stream(resolver: Callable[..., Any], description: str) -> Any:  # noqa: ANN401
    """A field of the subscription type, whose events a function generates."""
    return strawberry.subscription(resolver=resolver, description=description)


def argument(description: str, *, name: str | None = None) -> Any:  # noqa: ANN401 - strawberry's own type
    """The description of an argument, for ``Annotated``; its name where Python forbids it."""
    return strawberry.argument(description=description, name=name)


@dataclass_transform(kw_only_default=True, field_specifiers=(attribute, field))
def describes(
    record: type,
    description: str,
    *,
    name: str | None = None,
    owner: Callable[[Any], str | None] | None = None,
) -> Callable[[C], C]:
    """Declare an object type over a record class.

    ``owner`` gives the id of the user off whom everything below a record hangs, for the engine to look
    ahead; ``None`` for a record of which nothing should be loaded before it is asked for.

    Records say by their class what they are, so that interfaces find the type of a row; the mark
    ``by_class`` tells an engine that it need not ask for every single one.
    """

    def declare(cls: C) -> C:
        def is_type_of(_: type, row: object, _info: object) -> bool:
            return type(row) is record

        is_type_of.by_class = True  # type: ignore[attr-defined]
        if owner is not None:
            is_type_of.row_key = owner  # type: ignore[attr-defined]
        cls.is_type_of = classmethod(is_type_of)  # type: ignore[attr-defined]
        declared = strawberry.type(cls, name=name, description=description)
        RECORDS[declared] = record
        return declared

    return declare


def describe_enum(enum: E, description: str, values: dict[str, str], *, name: str | None = None) -> E:
    """Declare an enum of the domain, with a sentence for the whole and for each of its values.

    Raises:
        KeyError: A value has no sentence.

    """
    declared = strawberry.enum(enum, name=name, description=description)
    for value in declared.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
    return declared
