"""What a plan will call, as a tree: for whoever looks ahead, and for people.

A call hangs below the call whose rows it needs; those of the root need nothing and can start at
once. What a call is made with needs no rows either, only variables: see :meth:`Call.arguments`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLList, GraphQLNonNull, GraphQLOutputType

from execution.compiled.calling import Call
from execution.compiled.plan import Plan, Selection


@dataclass(frozen=True, slots=True)
class Outlined:
    """A call in the outline of a plan.

    Attributes:
        call: The call.
        path: The keys in the answer from the call above to this one.
        is_repeated: Whether there may be many rows for each row of the call above.
        row_type: The type of the rows that it is called for.

    """

    call: Call
    path: tuple[str, ...]
    is_repeated: bool
    row_type: str

    def below(self) -> Iterator["Outlined"]:
        """The calls for the rows that this one answers with."""
        for selection in self.call.field.selections.values():
            yield from _calls(selection, (), is_repeated=has_list(self.call.field.definition.type))


def outline(plan: Plan) -> Iterator[Outlined]:
    """The calls that depend on nothing."""
    return _calls(plan.root, (), is_repeated=False)


def _calls(selection: Selection, path: tuple[str, ...], *, is_repeated: bool) -> Iterator[Outlined]:
    for field in selection.fields:
        here = (*path, field.key)
        if field.call is not None:
            yield Outlined(field.call, here, is_repeated, selection.object_type.name)
            continue
        for below in field.selections.values():
            repeated = is_repeated or has_list(field.definition.type)
            yield from _calls(below, here, is_repeated=repeated)


def has_list(output_type: GraphQLOutputType) -> bool:
    """Whether a type is a list."""
    if isinstance(output_type, GraphQLNonNull):
        output_type = output_type.of_type
    return isinstance(output_type, GraphQLList)
