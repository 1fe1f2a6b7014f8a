"""The tables in a Markdown page: everything between two markers is written anew."""

import re
from collections.abc import Iterable
from pathlib import Path

from benchmarks.tables import Table

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def write_tables(page: Path, tables: Iterable[Table]) -> None:
    """Put each table where the page has its markers: ``<!-- name -->`` and ``<!-- end of name -->``.

    Raises:
        ValueError: The page has no place for one of them.

    """
    text = page.read_text(encoding="utf-8")
    for table in tables:
        text = _replaced(text, table)
    page.write_text(text, encoding="utf-8")


def _replaced(text: str, table: Table) -> str:
    begin, end = f"<!-- {table.name} -->", f"<!-- end of {table.name} -->"
    place = re.compile(f"(?<={re.escape(begin)}\n).*?(?={re.escape(end)})", re.DOTALL)
    written, places = place.subn(lambda _: f"{table.markdown()}\n", text)
    if places != 1:
        raise ValueError(f"the page has {places} places for {table.name}")
    return written
