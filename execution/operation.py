"""What is run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import OperationDefinitionNode

from execution.documents import Document

MAX_COERCION_ERRORS = 5
"""After how many errors reading variables stops."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a valid document, with what it is run with.

    ``suggestions`` says whether messages may propose names. ``fragments`` says that the answer goes
    straight to orjson: parts of it may be JSON that was written before (``orjson.Fragment``).
    """

    document: Document
    name: str | None = None
    variables: Mapping[str, Any] | None = None
    suggestions: bool = True
    fragments: bool = False

    @property
    def node(self) -> OperationDefinitionNode:
        """The operation in its document.

        Raises:
            OperationNotFound: The document does not hold it.

        """
        return self.document.operation(self.name)
