"""The numbers of a document by doing what must never be done: putting every fragment in."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    parse,
)

INTROSPECTION = ("__schema", "__type")
LISTS = ("fields", "interfaces", "possibleTypes", "inputFields")


class Expanded(NamedTuple):
    """A field where it ends up: its way of names and response names from the root, and its alias."""

    names: tuple[str, ...]
    keys: tuple[str, ...]
    is_aliased: bool


class Naive(NamedTuple):
    """The numbers of a document."""

    fields: int
    root_fields: int
    aliases: int
    directives: int
    depth: int
    introspection_depth: int
    introspection_lists: int
    same_name: int


def naive(text: str) -> Naive:
    """Count everything in a document whose fragments lead in no circle and are all spread."""
    document = parse(text)
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    counted = [_counts(each, fragments) for each in document.definitions if _is_operation(each)]
    return Naive(
        fields=sum(each.fields for each in counted),
        root_fields=max(each.root_fields for each in counted),
        aliases=sum(each.aliases for each in counted),
        directives=sum(each.directives for each in counted),
        depth=max(each.depth for each in counted),
        introspection_depth=max(each.introspection_depth for each in counted),
        introspection_lists=max(each.introspection_lists for each in counted),
        same_name=sum(each.same_name for each in counted),
    )


def _is_operation(node: Node) -> bool:
    return isinstance(node, OperationDefinitionNode)


def _counts(operation: Node, fragments: dict[str, FragmentDefinitionNode]) -> Naive:
    directives: list[int] = []
    found = list(_expand(operation, fragments, (), (), directives))
    places = Counter(each.keys for each in found)
    usual, inside, lists = [0], [0], [0]
    for each in found:
        start = next((place for place, name in enumerate(each.names) if name in INTROSPECTION), None)
        if start is not None:
            below = each.names[start:]
            if below[-1].startswith("__") and below[-1] not in INTROSPECTION:
                continue
            inside.append(len(below))
            lists.append(sum(name in LISTS for name in below))
        elif not each.names[-1].startswith("__"):
            usual.append(len(each.names))
    return Naive(
        fields=len(found),
        root_fields=sum(len(each.names) == 1 for each in found),
        aliases=sum(each.is_aliased for each in found),
        directives=sum(directives),
        depth=max(usual),
        introspection_depth=max(inside),
        introspection_lists=max(lists),
        same_name=sum(count * (count - 1) // 2 for count in places.values()),
    )


def _expand(
    node: Node,
    fragments: dict[str, FragmentDefinitionNode],
    names: tuple[str, ...],
    keys: tuple[str, ...],
    directives: list[int],
) -> Iterator[Expanded]:
    directives.append(len(getattr(node, "directives", None) or ()))
    if isinstance(node, FragmentSpreadNode):
        yield from _expand(fragments[node.name.value], fragments, names, keys, directives)
        return
    if isinstance(node, FieldNode):
        names = (*names, node.name.value)
        keys = (*keys, (node.alias or node.name).value)
        yield Expanded(names, keys, node.alias is not None)
    assert isinstance(node, FieldNode | InlineFragmentNode | FragmentDefinitionNode | OperationDefinitionNode)
    for each in node.selection_set.selections if node.selection_set else ():
        yield from _expand(each, fragments, names, keys, directives)
