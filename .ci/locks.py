"""The lock files: how they are written, and whether they still fit pyproject.toml.

Each begins with a digest of the requirements it was resolved from, so that a forgotten
``make lock`` is noticed without a network.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

_HEADER = "# Resolved by `make lock` from requirements with the digest "
_COMPILE = (
    "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
    "--no-emit-index-url", "--no-header", "--no-annotate", "--upgrade",
)  # fmt: skip
# What hatchling asks for when it installs a checkout in place.
_EDITABLE = "editables>=0.5"
_SOURCES: dict[str, tuple[str, ...]] = {
    "requirements.lock": ("pyproject.toml",),
    "requirements-dev.lock": ("pyproject.toml", "--group", "dev", "-c", "requirements.lock"),
    "requirements-audit.lock": ("--group", "audit"),
    "requirements-build.lock": ("-", "-c", "requirements-dev.lock"),
}


def outdated() -> list[str]:
    """The lock files that were not made from the requirements as they are now."""
    first = header()
    return [name for name in _SOURCES if Path(name).read_text().partition("\n")[0] != first]


def header() -> str:
    """The first line of a lock file that is up to date."""
    project = tomllib.loads(Path("pyproject.toml").read_text())
    inputs = [
        project["project"]["requires-python"],
        project["project"]["dependencies"],
        project["dependency-groups"],
        project["build-system"]["requires"],
    ]
    return _HEADER + hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def write(uv: str) -> None:
    """Resolve everything anew."""
    build_system = tomllib.loads(Path("pyproject.toml").read_text())["build-system"]
    build = "\n".join([*build_system["requires"], _EDITABLE])
    for name, source in _SOURCES.items():
        arguments = [uv, *_COMPILE, *source]
        # S603: the command is the one that the caller of `make lock` named.
        done = subprocess.run(arguments, input=build, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
        Path(name).write_text(f"{header()}\n{done.stdout}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", uv]:
            write(uv)
        case _:
            sys.exit("usage: python .ci/locks.py write UV")
