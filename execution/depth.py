"""How deep a document goes."""

from collections.abc import Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)


def depth_of(document: DocumentNode) -> int:
    """The number of fields on the longest way down from an operation of a valid document.

    Linear in the document: each fragment is measured once, wherever it is spread. Introspection
    does not count; it reaches nothing but the schema.
    """
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    known: dict[str, int] = {}
    return max(
        (
            _depth(node.selection_set, fragments, known)
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        ),
        default=0,
    )


def _depth(
    selection_set: SelectionSetNode | None,
    fragments: Mapping[str, FragmentDefinitionNode],
    known: dict[str, int],
) -> int:
    deepest = 0
    for selection in selection_set.selections if selection_set else ():
        match selection:
            case FieldNode():
                if selection.name.value.startswith("__"):
                    continue
                depth = 1 + _depth(selection.selection_set, fragments, known)
            case InlineFragmentNode():
                depth = _depth(selection.selection_set, fragments, known)
            case FragmentSpreadNode():
                name = selection.name.value
                if name not in known:
                    known[name] = _depth(fragments[name].selection_set, fragments, known)
                depth = known[name]
            case _:
                continue
        deepest = max(deepest, depth)
    return deepest
