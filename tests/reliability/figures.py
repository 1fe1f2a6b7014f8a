"""What a scenario is measured by, and the table of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.reliability.load import Told


@dataclass
class Figures:
    """One row. What does not apply is ``None``; ``missed`` says which promises were not kept."""

    name: str
    requests: int
    complete: float
    unreadable: int
    slowest: float
    attempts_per_call: float | None = None
    load_share: float | None = None
    back_after: float | None = None
    unsaid: int | None = None
    missed: list[str] = field(default_factory=list)

    def expect(
        self, name: str, value: float, *, least: float | None = None, most: float | None = None
    ) -> None:
        """Note it if a figure is beyond its bound."""
        if least is not None and value < least:
            self.missed.append(f"{name} {value:.4g} < {least:g}")
        if most is not None and value > most:
            self.missed.append(f"{name} {value:.4g} > {most:g}")


def figures_of(name: str, told: Sequence[Told]) -> Figures:
    """What can be seen of the answers alone."""
    return Figures(
        name,
        requests=len(told),
        complete=sum(each.is_complete for each in told) / len(told),
        unreadable=sum(not each.is_readable for each in told),
        slowest=max(each.seconds for each in told),
    )


_HEADINGS = (
    "scenario",
    "requests",
    "complete",
    "unreadable",
    "stale unsaid",
    "slowest s",
    "attempts/call",
    "upstream load",
    "back after s",
    "verdict",
)


def heading() -> tuple[str, str]:
    """The first two lines of a Markdown table."""
    return _joined(_HEADINGS), _joined("---" for _ in _HEADINGS)


def line(row: Figures) -> str:
    """The line of one row."""
    return _joined(_cells(row))


def _joined(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(row: Figures) -> tuple[str, ...]:
    return (
        row.name,
        str(row.requests),
        f"{row.complete:.2%}",
        str(row.unreadable),
        "" if row.unsaid is None else str(row.unsaid),
        f"{row.slowest:.2f}",
        "" if row.attempts_per_call is None else f"{row.attempts_per_call:.2f}",
        "" if row.load_share is None else f"{row.load_share:.2f}",
        "" if row.back_after is None else f"{row.back_after:.2f}",
        "; ".join(row.missed) or "kept",
    )
