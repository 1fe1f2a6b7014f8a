"""Rules for the repository as a whole, checked over the files that git tracks."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from locks import outdated

_ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links")
_RESOLVED = re.compile(r'"resolved": "https?://')
_REGISTRY = re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)")
_HOME = re.compile(r"(?<![\w.])/(?:home|Users)/\w+")


def problems() -> Iterator[str]:
    """One line for everything that is wrong."""
    here = re.compile("|".join(re.escape(f"{path}/") for path in {Path.cwd(), Path.home()}))
    for path in _tracked():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        for number, line in enumerate(lines, start=1):
            if _names_registry(path, line):
                yield f"{path}:{number}: a lock file must not name where packages come from"
            if _REGISTRY.search(line):
                yield f"{path}:{number}: the host name of a package registry"
            if here.search(line) or _HOME.search(line):
                yield f"{path}:{number}: a path of somebody's machine"
    for name in outdated():
        yield f"{name}: not made from pyproject.toml as it is now; run make lock"


def _names_registry(path: Path, line: str) -> bool:
    if path.name.endswith(".lock"):
        return _ADDRESS.search(line) is not None
    return path.name == "package-lock.json" and _RESOLVED.search(line) is not None


def _tracked() -> list[Path]:
    command = ["git", "ls-files", "-z"]
    listing = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - git, as found
    return [Path(name) for name in listing.stdout.split("\0") if name]


if __name__ == "__main__":
    found = list(problems())
    sys.exit("\n".join(found) if found else None)
