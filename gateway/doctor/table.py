"""Findings as text."""

from collections.abc import Sequence

from gateway.doctor.finding import Finding

_HEADINGS = ("Check", "Outcome", "What is, and what to do")


def render_findings(findings: Sequence[Finding]) -> str:
    """Give the table: one line per finding, aligned, without a line break at its end."""
    rows = [
        _HEADINGS,
        *((each.check, each.outcome.value, f"{each.told}  {each.advice}".rstrip()) for each in findings),
    ]
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    return "\n".join(f"{check:<{first}}  {outcome:<{second}}  {text}" for check, outcome, text in rows)
