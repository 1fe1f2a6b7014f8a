"""The operations of the documentation, by the pages they stand on: what journeys send is what they tell."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
JOURNEYS = ROOT / "docs" / "journeys"

_BLOCK = re.compile(r"^```graphql\n(.*?)^```", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"(?:query|mutation|subscription) (\w+)")


def operations_on(page: Path) -> list[str]:
    """All operations of a page, from top to bottom."""
    return _BLOCK.findall(page.read_text())


def operations() -> dict[str, str]:
    """The operations of all journeys by their names, which no two share.

    Raises:
        ValueError: Two have the same name, or one has none.

    """
    found: dict[str, str] = {}
    for page in sorted(JOURNEYS.glob("*.md")):
        for text in operations_on(page):
            named = _NAME.match(text)
            if named is None or named[1] in found:
                raise ValueError(f"{page.name}: an operation needs a name of its own: {text[:40]}")
            found[named[1]] = text
    return found
