"""Tables, for the terminal and for Markdown."""

from collections.abc import Sequence
from typing import NamedTuple


class Table(NamedTuple):
    """Rows of cells under headings; ``name`` is its place in a page."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def text(self) -> str:
        """In columns."""
        lines = [self.headings, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.headings))]
        shown = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
        return "\n".join([self.title, "-" * len(self.title), *shown])

    def markdown(self) -> str:
        """Without the title: a page has its own headings."""
        lines = [self.headings, ("---",) * len(self.headings), *self.rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def amount(number: float) -> str:
    """A number with three digits that count."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def milliseconds(seconds: float) -> str:
    """The same of a time."""
    return amount(seconds * 1e3)


def microseconds(seconds: float) -> str:
    """The same of a short time."""
    return amount(seconds * 1e6)
