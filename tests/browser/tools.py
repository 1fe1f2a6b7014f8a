"""What a browser test needs besides Python: it is skipped where that is missing, and fails if ``CI=true``."""

import os
import shutil
from pathlib import Path
from typing import Never

import pytest

ROOT = Path(__file__).parents[2]


def require_tools() -> str:
    """The path of the browser. Skips the test where anything is missing."""
    chromium = shutil.which("chromium")
    missing = [name for name in ("node", "npm", "chromium") if shutil.which(name) is None]
    if missing or chromium is None:
        _give_up(f"not found: {', '.join(missing)}")
    for built in ("ide/dist/index.html", "ide/node_modules/playwright-core/package.json"):
        if not (ROOT / built).is_file():
            _give_up(f"{built} is not there: run make graphiql")
    return chromium


def _give_up(reason: str) -> Never:
    if os.environ.get("CI") == "true":
        pytest.fail(f"GraphiQL cannot be tried in a browser: {reason}")
    pytest.skip(f"GraphiQL cannot be tried in a browser: {reason}")
