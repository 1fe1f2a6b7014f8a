"""What the client relies on, found out from the client itself, and compared with what is offered."""

from partner_api.contract.document import Document, UnusableDocument, read_document
from partner_api.contract.drift import Change, Kind, compare
from partner_api.contract.rehearsal import rehearse
from partner_api.contract.used import UsedOperation

__all__ = [
    "Change",
    "Document",
    "Kind",
    "UnusableDocument",
    "UsedOperation",
    "compare",
    "read_document",
    "rehearse",
]
