"""Documents: parsed and validated once, then kept.

Only valid documents are kept, within a bound: documents with errors are cheap to send and would
otherwise push the useful ones out.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Literal

from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)

from execution.guard import DocumentLimits, Excess, Measures, Price, Pricing, measure

_USUAL_LIMITS = DocumentLimits()
_MOST_COMMENTS = 2_000
_TOO_MANY_TOKENS = "Syntax Error: Document contains more than "
_TOO_DEEP = "Syntax Error: Document is nested too deeply."
_PARSERS_DEPTH = 200
_MOST_KINDS_OF_LIMITS = 8

_LARGEST_SHARE = 8
"""A document that would take more than this part of the room is not kept: it would push all others out."""


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document.

    ``operations`` are in the order of the text. ``plain`` is the document without ``@defer`` and
    ``@stream``, for clients that want one answer; it is the same object if there are none.
    ``measures`` say how much it has of everything, its ``bytes`` beside them.
    """

    node: DocumentNode
    plain: DocumentNode
    operations: tuple[OperationDefinitionNode, ...]
    measures: Measures = field(default_factory=Measures)
    bytes: int = 0
    _passed: dict[int, DocumentLimits] = field(default_factory=dict, compare=False, repr=False)
    _prices: dict[int, Price] = field(default_factory=dict, compare=False, repr=False)

    def excess(self, limits: DocumentLimits) -> Excess | None:
        """What there is too much of for these limits, which are looked at once."""
        if self._passed.get(id(limits)) is limits:
            return None
        if self.bytes > limits.bytes:
            return Excess("bytes", self.bytes, limits.bytes)
        excess = self.measures.excess(limits)
        if excess is None and len(self._passed) < _MOST_KINDS_OF_LIMITS:
            self._passed[id(limits)] = limits
        return excess

    def price(self, operation: OperationDefinitionNode, pricing: Pricing) -> Price:
        """What one of its operations costs, worked out once."""
        price = self._prices.get(id(operation))
        if price is None:
            price = self._prices[id(operation)] = pricing.price(self.node, operation)
        return price

    @property
    def is_incremental(self) -> bool:
        """Whether the text asks for the answer in parts."""
        return self.plain is not self.node

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name, or the only one.

        Raises:
            OperationNotFound: No operation has the name, or there are several and no name.

        """
        if name is None:
            if len(self.operations) != 1:
                raise OperationNotFound("The document has several operations: `operationName` must name one.")
            return self.operations[0]
        for operation in self.operations:
            if operation.name is not None and operation.name.value == name:
                return operation
        raise OperationNotFound("The document has no operation of that name.")


class OperationNotFound(Exception):
    """The document does not hold the one operation that was asked for; the text says why."""


class DocumentRefused(Exception):
    """The text is not a valid document for the schema. ``phase`` says where it failed."""

    def __init__(self, phase: Literal["parse", "validation"], errors: list[GraphQLError]) -> None:
        super().__init__(f"{phase}: {len(errors)} errors")
        self.phase = phase
        self.errors = errors


class DocumentTooLarge(Exception):
    """There is too much of something in the text; ``excess`` says of what."""

    def __init__(self, excess: Excess) -> None:
        super().__init__(excess)
        self.excess = excess


class Documents:
    """A bounded store of valid documents, the least recently used ones leaving first."""

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        introspection: bool = True,
        suggestions: bool = True,
        limits: DocumentLimits = _USUAL_LIMITS,
        max_errors: int = 5,
        capacity: int = 1_000,
        max_characters: int = 2 * 1024 * 1024,
    ) -> None:
        """Make an empty store.

        Args:
            schema: What documents are validated against.
            introspection: Whether ``__schema`` and ``__type`` may be asked for.
            suggestions: Whether messages may propose names ("Did you mean ...").
            limits: How much documents may have of everything, where nothing else is said.
            max_errors: After how many errors validation stops.
            capacity: How many documents are kept.
            max_characters: How long the texts of all kept documents may be together; a parsed
                document takes some fifty times the room of its text.

        """
        self._schema = schema
        rules = list(specified_rules)
        self._rules = rules if introspection else [*rules, NoSchemaIntrospectionCustomRule]
        self._suggestions = suggestions
        self._limits = limits
        self._max_errors = max_errors
        self._capacity = capacity
        self._max_characters = max_characters
        self._characters = 0
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, text: str, limits: DocumentLimits | None = None) -> Document:
        """The document of a text.

        Raises:
            DocumentTooLarge: It has too much of something for these limits.
            DocumentRefused: It does not parse or is not valid.

        """
        limits = limits or self._limits
        kept = self._kept.get(text)
        if kept is not None:
            excess = kept.excess(limits)
            if excess is not None:
                raise DocumentTooLarge(excess)
            self._kept.move_to_end(text)
            return kept
        document = self._read(text, limits)
        if len(text) > self._max_characters // _LARGEST_SHARE:
            return document
        self._kept[text] = document
        self._characters += len(text)
        while len(self._kept) > self._capacity or self._characters > self._max_characters:
            dropped, _ = self._kept.popitem(last=False)
            self._characters -= len(dropped)
        return document

    def _read(self, text: str, limits: DocumentLimits) -> Document:
        size = len(text)
        if size <= limits.bytes and not text.isascii():
            size = len(text.encode("utf-8", "surrogatepass"))
        if size > limits.bytes:
            raise DocumentTooLarge(Excess("bytes", size, limits.bytes))
        node = self._parsed(text, limits)
        try:
            measures, excess = measure(node, limits)
        except GraphQLError as error:
            raise DocumentRefused("validation", [error]) from None
        if excess is not None:
            raise DocumentTooLarge(excess)
        errors = validate(
            self._schema,
            node,
            self._rules,
            max_errors=self._max_errors,
            hide_suggestions=not self._suggestions,
            allow_empty_selection_sets=False,
        )
        if errors:
            raise DocumentRefused("validation", errors if self._suggestions else _plain(errors))
        operations = tuple(each for each in node.definitions if isinstance(each, OperationDefinitionNode))
        return Document(node, _without_parts(node, text), operations, measures, size)

    def _parsed(self, text: str, limits: DocumentLimits) -> DocumentNode:
        try:
            return parse(
                text,
                max_lexical_tokens=limits.tokens,
                max_comments=_MOST_COMMENTS,
                allow_empty_selection_sets=False,
            )
        except GraphQLError as error:
            if error.message.startswith(_TOO_MANY_TOKENS):  # the parser stops at the first one too many
                raise DocumentTooLarge(Excess("tokens", limits.tokens + 1, limits.tokens)) from None
            if error.message.startswith(_TOO_DEEP):
                raise DocumentTooLarge(Excess("depth", _PARSERS_DEPTH + 1, limits.depth)) from None
            raise DocumentRefused("parse", [error]) from None


def _plain(errors: list[GraphQLError]) -> list[GraphQLError]:
    """The errors without proposals; graphql-core leaves some in however it is asked."""
    return [GraphQLError(error.message.partition(" Did you mean")[0], error.nodes) for error in errors]


class _DropParts(Visitor):
    """Removes the directives that split an answer, and notes whether there were any."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_directive(self, node: DirectiveNode, *_: Any) -> Any:  # noqa: ANN401 - graphql-core's own signature
        if node.name.value not in {"defer", "stream"}:
            return None
        self.found = True
        return REMOVE


def _without_parts(node: DocumentNode, text: str) -> DocumentNode:
    if "defer" not in text and "stream" not in text:
        return node
    dropper = _DropParts()
    plain: DocumentNode = visit(node, dropper)
    return plain if dropper.found else node
