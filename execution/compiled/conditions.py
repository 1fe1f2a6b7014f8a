"""Which variables a document's conditions look at."""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)


def condition_variables(document: DocumentNode) -> tuple[str, ...]:
    """The names of the variables in ``@skip`` and ``@include``, each once."""
    names = dict.fromkeys(
        name
        for definition in document.definitions
        if isinstance(definition, ExecutableDefinitionNode)
        for name in _below(definition.selection_set)
    )
    return tuple(names)


def _below(selection_set: SelectionSetNode | None) -> Iterator[str]:
    for selection in selection_set.selections if selection_set else ():
        if selection.directives:
            yield from _on(selection)
        if isinstance(selection, FieldNode | InlineFragmentNode):
            yield from _below(selection.selection_set)


def _on(selection: SelectionNode) -> Iterator[str]:
    for directive in selection.directives or ():
        if directive.name.value in ("skip", "include"):
            for argument in directive.arguments or ():
                if isinstance(argument.value, VariableNode):
                    yield argument.value.name.value
