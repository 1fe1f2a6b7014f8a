"""The tables in a Markdown page: everything between two markers is written anew."""

import re
from pathlib import Path

from benchmarks.tables import Table

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def write_table(page: Path, table: Table) -> None:
    """Put a table where the page has its markers: ``<!-- name -->`` and ``<!-- end of name -->``.

    Raises:
        ValueError: The page has no place for it, or several.

    """
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {table.name} -->", f"<!-- end of {table.name} -->"
    place = re.compile(f"(?<={re.escape(begin)}\n).*?(?={re.escape(end)})", re.DOTALL)
    written, places = place.subn(lambda _: f"{table.markdown()}\n", text)
    if places != 1:
        raise ValueError(f"the page has {places} places for {table.name}")
    page.write_text(written, encoding="utf-8")
