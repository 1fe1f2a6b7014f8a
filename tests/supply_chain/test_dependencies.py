"""What is installed for the product is all that the product imports."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "root_packages"
]
LOCKED = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))


def imported(room: str) -> Iterator[tuple[str, Path]]:
    """The first part of every absolute import, and the file it stands in."""
    for path in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((each.name.partition(".")[0], path) for each in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield (node.module or "").partition(".")[0], path


def test_nothing_of_the_tests_is_imported_by_the_product() -> None:
    providers, own = packages_distributions(), {*ROOMS, *sys.stdlib_module_names}
    packages = {name: path for room in ROOMS for name, path in imported(room) if name not in own}
    assert {"starlette", "uvicorn", "httpx", "strawberry"} <= packages.keys()
    missing = {
        name: str(path.relative_to(ROOT))
        for name, path in packages.items()
        if not LOCKED & {each.lower().replace("_", "-").replace(".", "-") for each in providers.get(name, ())}
    }
    assert missing == {}
