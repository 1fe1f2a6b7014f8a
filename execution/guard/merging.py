"""How many pairs of fields validation has to compare.

Fields with the same name in the same place of the answer have to say the same, and validation
compares each with each of them, and then what is below them. That grows with the square of their
number, so they are counted before it begins.
"""

from collections.abc import Iterable, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

_Places = dict[str, tuple[int, list[SelectionSetNode]]]
"""By response name: how many fields have it, and their selection sets."""


def same_name_pairs(
    roots: Iterable[OperationDefinitionNode | FragmentDefinitionNode],
    fragments: Mapping[str, FragmentDefinitionNode],
) -> int:
    """How many pairs of fields have the same name in the same place of an answer.

    Takes a step for each field with all fragments put in, so their number must be bounded before.
    """
    pairs = 0
    waiting = [[root.selection_set] for root in roots]
    while waiting:
        places: _Places = {}
        _collect(waiting.pop(), fragments, places)
        for count, below in places.values():
            pairs += count * (count - 1) // 2
            if below:
                waiting.append(below)
    return pairs


def _collect(
    selection_sets: list[SelectionSetNode],
    fragments: Mapping[str, FragmentDefinitionNode],
    places: _Places,
) -> None:
    while selection_sets:
        for selection in selection_sets.pop().selections:
            if isinstance(selection, FieldNode):
                name = (selection.alias or selection.name).value
                count, below = places.get(name, (0, []))
                if selection.selection_set is not None:
                    below.append(selection.selection_set)
                places[name] = (count + 1, below)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = fragments.get(selection.name.value)
                if fragment is not None:
                    selection_sets.append(fragment.selection_set)
            elif (inner := getattr(selection, "selection_set", None)) is not None:
                selection_sets.append(inner)
