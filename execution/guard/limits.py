"""How much of everything a document may have."""

from dataclasses import dataclass
from typing import NamedTuple


class Excess(NamedTuple):
    """Something that there is too much of: what, how much there is, and how much there may be."""

    name: str
    actual: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLimits:
    """The most that a document and its variables may have of everything.

    What fragments hold counts wherever they are spread.

    Attributes:
        bytes: The text, in UTF-8.
        tokens: Lexical tokens, comments among them.
        operations: Operations that the document holds.
        fragments: Fragments that it defines.
        spreads: Places where a fragment is spread, as written.
        variables: Variables that its operations declare.
        depth: Fields below each other; introspection does not count.
        fields: All fields together.
        root_fields: Fields of one operation's root.
        aliases: Fields that are given another name.
        directives: Directives in all places together.
        directives_at_once: Directives in one place.
        same_name: Pairs of fields with the same name in one place of the answer, which validation
            has to compare with each other.
        introspection_depth: Fields below each other in ``__schema`` and ``__type``.
        introspection_lists: Lists of ``__Type`` that lead back to types, below each other.
        list_items: Members of one list or object that is written in the document or in variables.
        input_depth: Lists and objects inside of each other, there.
        variable_values: Values in the variables of a request, the inner ones too.
        variable_bytes: Characters of their strings, and eight for every value.
        points: What one operation may cost at most.

    """

    bytes: int = 65_536
    tokens: int = 8_000
    operations: int = 50
    fragments: int = 150
    spreads: int = 300
    variables: int = 150
    depth: int = 15
    fields: int = 3_000
    root_fields: int = 50
    aliases: int = 250
    directives: int = 300
    directives_at_once: int = 5
    same_name: int = 12_000
    introspection_depth: int = 20
    introspection_lists: int = 2
    list_items: int = 1_000
    input_depth: int = 20
    variable_values: int = 10_000
    variable_bytes: int = 262_144
    points: int = 5_000
