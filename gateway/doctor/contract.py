"""The upstream's own description against what the client does."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from gateway.doctor.finding import Finding, Outcome
from gateway.doctor.patient import Patient
from gateway.doctor.upstream_document import Fetched
from partner_api.contract import Change, UnusableDocument, UsedOperation, compare, read_document

CHECK = "Partner API"
_FEW = 3
_NOT_PUBLISHED = frozenset({401, 403, 404, 405, 410})


def check_contract(
    patient: Patient, base_url: str, fetched: Fetched, used: tuple[UsedOperation, ...]
) -> Iterator[Finding]:
    """One row per harm, and one for all that is harmless, unless everything is asked for."""
    if fetched.problem:
        advice = "Check the Partner API's address, and that this network lets HTTPS out to it."
        yield Finding(CHECK, Outcome.FAILED, fetched.problem, advice)
        return
    if fetched.status in _NOT_PUBLISHED:
        told = f"openapi.json: status {fetched.status}; changes of the Partner API cannot be seen"
        yield Finding(CHECK, Outcome.NOTE, told)
        return
    try:
        if fetched.status != 200:
            raise UnusableDocument(f"status {fetched.status}")
        document = read_document(fetched.body, urlsplit(base_url).path)
    except UnusableDocument as error:
        advice = "Check the Partner API's address: it ends with the version."
        yield Finding(CHECK, Outcome.FAILED, f"openapi.json: {error}", advice)
        return
    changes = compare(used, document)
    harms = [change for change in changes if change.is_harmful]
    yield from map(_harm, harms)
    if not harms:
        yield Finding(CHECK, Outcome.OK, f"offers what all {len(used)} kinds of calls need")
    yield from _notes([change for change in changes if not change.is_harmful], patient.is_thorough)


def _harm(change: Change) -> Finding:
    told = f"{change.kind.value}: {change.subject} ({change.detail}){_operations(change)}"
    advice = "Update the gateway; until then these values are missing or these writes refused."
    return Finding(CHECK, Outcome.FAILED, told, advice)


def _notes(changes: list[Change], is_thorough: bool) -> Iterator[Finding]:
    if is_thorough:
        for change in changes:
            told = f"{change.kind.value}: {change.subject} ({change.detail})"
            yield Finding(CHECK, Outcome.NOTE, told)
    elif changes:
        some = ", ".join(change.subject for change in changes[:_FEW])
        told = f"{len(changes)} things that are not used, or were only inferred: {some}, …"
        yield Finding(CHECK, Outcome.NOTE, told, "List them with --all.")


def _operations(change: Change) -> str:
    others = [operation for operation in change.operations if operation != change.subject]
    if not others:
        return ""
    more = f" and {len(others) - _FEW} more" if len(others) > _FEW else ""
    return f" in {', '.join(others[:_FEW])}{more}"
