"""Runs documents against a GraphQL schema. Knows GraphQL and nothing of the domain."""

from collections.abc import Callable, Mapping

from graphql import GraphQLSchema

from execution.compiled import CompiledEngine
from execution.documents import Document, DocumentRefused, Documents, DocumentTooLarge, OperationNotFound
from execution.engine import Engine
from execution.guard import DocumentLimits
from execution.operation import Operation
from execution.reference import ReferenceEngine

ENGINES: Mapping[str, Callable[[GraphQLSchema], Engine]] = {
    "reference": ReferenceEngine,
    "compiled": CompiledEngine,
}
"""The engines by name."""

__all__ = [
    "ENGINES",
    "CompiledEngine",
    "Document",
    "DocumentLimits",
    "DocumentRefused",
    "DocumentTooLarge",
    "Documents",
    "Engine",
    "Operation",
    "OperationNotFound",
    "ReferenceEngine",
]
