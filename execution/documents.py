"""Documents: parsed and validated once, then kept.

Only valid documents are kept, within a bound: documents with errors are cheap to send and would
otherwise push the useful ones out.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document. ``operations`` are in the order of the text."""

    node: DocumentNode
    operations: tuple[OperationDefinitionNode, ...]


class DocumentRefused(Exception):
    """The text is not a valid document for the schema. ``phase`` says where it failed."""

    def __init__(self, phase: Literal["parse", "validation"], errors: list[GraphQLError]) -> None:
        super().__init__(f"{phase}: {len(errors)} errors")
        self.phase = phase
        self.errors = errors


class Documents:
    """A bounded store of valid documents, the least recently used ones leaving first."""

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        introspection: bool = True,
        suggestions: bool = True,
        max_tokens: int = 10_000,
        max_errors: int = 5,
        capacity: int = 1_000,
    ) -> None:
        """Make an empty store.

        Args:
            schema: What documents are validated against.
            introspection: Whether ``__schema`` and ``__type`` may be asked for.
            suggestions: Whether messages may propose names ("Did you mean ...").
            max_tokens: How long a document may be, in lexical tokens.
            max_errors: After how many errors validation stops.
            capacity: How many documents are kept.

        """
        self._schema = schema
        rules = list(specified_rules)
        self._rules = rules if introspection else [*rules, NoSchemaIntrospectionCustomRule]
        self._suggestions = suggestions
        self._max_tokens = max_tokens
        self._max_errors = max_errors
        self._capacity = capacity
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, text: str) -> Document:
        """The document of a text.

        Raises:
            DocumentRefused: It does not parse or is not valid.

        """
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        document = self._read(text)
        self._kept[text] = document
        if len(self._kept) > self._capacity:
            self._kept.popitem(last=False)
        return document

    def _read(self, text: str) -> Document:
        try:
            node = parse(text, max_lexical_tokens=self._max_tokens, allow_empty_selection_sets=False)
        except GraphQLError as error:
            raise DocumentRefused("parse", [error]) from None
        except RecursionError:
            raise DocumentRefused("parse", [GraphQLError("The document is nested too deeply.")]) from None
        errors = validate(
            self._schema,
            node,
            self._rules,
            max_errors=self._max_errors,
            hide_suggestions=not self._suggestions,
            allow_empty_selection_sets=False,
        )
        if errors:
            raise DocumentRefused("validation", errors)
        operations = (each for each in node.definitions if isinstance(each, OperationDefinitionNode))
        return Document(node, tuple(operations))
