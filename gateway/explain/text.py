"""An explanation as a tree of text, in columns."""

from collections.abc import Iterator, Sequence

from execution.waves import Step
from gateway.explain import words
from gateway.explain.explanation import Explanation

_HEAD = ("answer", "field", "rows", "loads", "by", "wave", "calls", "")
_NUMBERS = frozenset({2, 5, 6})
_GAP = "  "

Row = tuple[str, ...]


def as_text(explanation: Explanation) -> str:
    """The explanation; lines end with line feeds."""
    lines = [words.title(explanation), ""]
    if explanation.waves is not None:
        rows = [_HEAD, *_rows(explanation.waves.steps, "", is_root=True)]
        widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
        lines += [_line(row, widths) for row in rows]
        lines.append("")
    return "\n".join([*lines, *words.totals(explanation), ""])


def _line(row: Row, widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if place in _NUMBERS else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return _GAP.join(cells).rstrip()


def _rows(steps: Sequence[Step], indent: str, *, is_root: bool = False) -> Iterator[Row]:
    for place, step in enumerate(steps):
        is_last = place == len(steps) - 1
        branch = "" if is_root else "└─ " if is_last else "├─ "
        trunk = indent if is_root else indent + ("   " if is_last else "│  ")
        yield from _of_step(step, indent + branch, trunk + ("│  " if step.below else "   "))
        yield from _rows(step.below, trunk)


def _of_step(step: Step, label: str, below: str) -> Iterator[Row]:
    """A row for each way in which the step comes by something, and one if it loads nothing."""
    rows = f"≤{step.rows:,.0f}" if step.is_repeated or step.rows > 1 else "1"
    first: Row = (label + ".".join(step.path), words.coordinate(step), rows)
    if not step.asked:
        yield (*first, "-", "", "", "", "")
    for loads in words.alike(step):
        made = words.calls(loads)
        yield (
            *first,
            words.names(loads),
            words.key(step, loads[0]),
            words.waves(step, loads),
            f"{made:,}" if made else "-",
            words.reason(loads[0]),
        )
        first = (below.rstrip(), "", "")
