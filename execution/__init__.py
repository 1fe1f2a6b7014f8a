"""Runs documents against a GraphQL schema. Knows GraphQL and nothing of the domain."""

from execution.documents import Document, DocumentRefused, Documents
from execution.reference import OperationNotFound, execute_document

__all__ = ["Document", "DocumentRefused", "Documents", "OperationNotFound", "execute_document"]
