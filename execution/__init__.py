"""Runs documents against a GraphQL schema. Knows GraphQL and nothing of the domain."""

from execution.documents import Document, DocumentRefused, Documents, OperationNotFound
from execution.reference import Operation, run_in_parts, run_operation, run_subscription

__all__ = [
    "Document",
    "DocumentRefused",
    "Documents",
    "Operation",
    "OperationNotFound",
    "run_in_parts",
    "run_operation",
    "run_subscription",
]
