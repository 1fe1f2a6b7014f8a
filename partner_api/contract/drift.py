"""What changed between the client's idea of the upstream and the upstream's own."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from partner_api.contract.document import Document, Offered
from partner_api.contract.reading import known_members, unreadable
from partner_api.contract.sending import sent_members, unsendable
from partner_api.contract.used import UsedOperation

_LAST_PARAMETER = re.compile(r"/\{[^/]*\}$")


class Kind(Enum):
    """What became of something."""

    GONE = "gone"
    RETYPED = "retyped"
    REQUIRED = "required"
    NEW = "new"


class Change(NamedTuple):
    """One difference. ``subject`` is a field or an operation, ``detail`` what became of it.

    ``operations`` are those that it is about. ``is_harmful`` tells whether something that the
    client does now fails or goes missing: what is only new, and what was only inferred, does not.
    """

    kind: Kind
    subject: str
    detail: str
    operations: tuple[str, ...]
    is_harmful: bool


class _Finding(NamedTuple):
    kind: Kind
    subject: str
    detail: str
    is_harmful: bool


def compare(used: Iterable[UsedOperation], document: Document) -> tuple[Change, ...]:
    """All differences: the same one in several operations counts once."""
    found: dict[_Finding, dict[str, None]] = {}
    pairs = [(operation, document.find(operation)) for operation in used]
    known = _known_names(pairs)
    reached = {(offered.method, offered.path) for _, offered in pairs if offered is not None}
    for operation, offered in pairs:
        for finding in _findings(operation, offered, document):
            name = finding.subject.rpartition(".")[2]
            if finding.kind is Kind.NEW and offered is not None and name in known[_family(offered)]:
                continue  # read or sent by another operation on the same things
            found.setdefault(finding, {})[operation.where] = None
    for each in document.offered:
        if (each.method, each.path) not in reached:
            found[_Finding(Kind.NEW, f"{each.method} {each.path}", "not used", is_harmful=False)] = {}
    return tuple(
        Change(finding.kind, finding.subject, finding.detail, tuple(operations), finding.is_harmful)
        for finding, operations in found.items()
    )


def _findings(used: UsedOperation, offered: Offered | None, document: Document) -> Iterator[_Finding]:
    if offered is None:
        detail = "the document has no such operation"
        yield _Finding(Kind.GONE, used.where, detail, is_harmful=not used.is_inferred)
        return
    for name in sorted(used.query - offered.query.keys()):
        yield _Finding(Kind.GONE, f"{used.name}?{name}", "not taken", is_harmful=True)
    for name, is_required in sorted(offered.query.items()):
        if name not in used.query and is_required:
            yield _Finding(Kind.REQUIRED, f"{used.name}?{name}", "not sent", is_harmful=True)
    for subject, told in unsendable(used, offered, document.shapes):
        yield _Finding(Kind(told.kind), subject, told.detail, is_harmful=told.kind != "new")
    for subject, told in unreadable(used, offered, document.shapes):
        yield _Finding(Kind(told.kind), subject, told.detail, is_harmful=told.kind != "new")


def _known_names(pairs: Iterable[tuple[UsedOperation, Offered | None]]) -> dict[str, set[str]]:
    """All members that are read or sent, by what they are members of."""
    known: dict[str, set[str]] = {}
    for used, offered in pairs:
        if offered is not None:
            names = known.setdefault(_family(offered), set())
            names.update(sent_members(used.sent))
            for row_type, _ in used.expected:
                names.update(known_members(row_type))
    return known


def _family(offered: Offered) -> str:
    """A list and its items are one: lists leave details out, and some operations read details only."""
    return _LAST_PARAMETER.sub("", offered.path)
