"""Running the Node clients beside this file: JSON in by standard input, JSON out by standard output."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
_MODULES = HERE / "node_modules"
_STAMP = _MODULES / ".installed"
_INSTALL_SECONDS = 300
_RUN_SECONDS = 60


def require_node() -> None:
    """Have Node and the packages. Without Node the test is skipped, or fails if ``CI=true``."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        reason = f"{' and '.join(missing)} not found: clients written in JavaScript cannot be tried"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    lock_file = HERE / "package-lock.json"
    wanted = hashlib.sha256(lock_file.read_bytes()).hexdigest()
    with lock_file.open() as lock:  # tests run in several processes, and one of them installs
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _STAMP.is_file() or _STAMP.read_text() != wanted:
            _finish(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], _INSTALL_SECONDS)
            _STAMP.write_text(wanted)


def run_script(name: str, **given: Any) -> Any:  # noqa: ANN401 - JSON both ways
    """Run a script to its end; returns what it reports."""
    output = _finish(["node", f"{name}.mjs"], _RUN_SECONDS, json.dumps(given))
    return json.loads(output)


def _finish(command: list[str], seconds: float, given: str = "") -> str:
    done = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=HERE, input=given, capture_output=True, text=True, timeout=seconds, check=False
    )
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout
