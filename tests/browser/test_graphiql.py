"""GraphiQL as people use it: a real browser before a real gateway, and no other host within reach.

With ``UPDATE_SCREENSHOT=1`` the picture that the test takes replaces the one in the documentation.
"""

import json
import os
import re
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sandbox import API_BASE, TOKEN_PATH, Sandbox, SandboxOptions
from tests.browser.running_demo import RunningDemo, running_demo
from tests.browser.tools import ROOT, require_tools
from tests.gateway_under_test import HOME, RICH

_JOURNEY = Path(__file__).parent / "journey.mjs"
_EXAMPLES = ROOT / "ide" / "src" / "examples.ts"
_JOURNEY_SECONDS = 60
_SIZE = (1280, 800)
_MOST_BYTES = 400_000


def test_a_visitor_finds_everything_on_the_page(tmp_path: Path) -> None:
    chromium = require_tools()
    screenshot = tmp_path / "graphiql.png"
    with running_demo(tmp_path) as demo:
        done = _travel(chromium, demo, screenshot)
    assert [step for step in done if step["complaints"]] == []
    picture = screenshot.read_bytes()
    assert struct.unpack(">II", picture[16:24]) == _SIZE
    assert len(picture) < _MOST_BYTES
    if os.environ.get("UPDATE_SCREENSHOT") == "1":
        shutil.copyfile(screenshot, ROOT / "docs" / "graphiql.png")


def _travel(chromium: str, demo: RunningDemo, screenshot: Path) -> list[dict[str, Any]]:
    user = Sandbox(SandboxOptions(users=25)).users(HOME.organization_id)[RICH]
    given = {
        "address": demo.gateway_url,
        "sandbox_url": demo.sandbox_url,
        "api_url": f"{demo.sandbox_url}{API_BASE}",
        "token_url": f"{demo.sandbox_url}{TOKEN_PATH}",
        "client_id": HOME.client_id,
        "client_secret": HOME.client_secret,
        "user_path": f"/org/{HOME.organization_id}/users/{user['id']}",
        "comments": ["Cellar", "Attic"],
        "examples": re.findall(r'^    title: "(.*)",$', _EXAMPLES.read_text(), re.MULTILINE),
        "screenshot": str(screenshot),
        "failure_screenshot": str(screenshot.with_name("failure.png")),
    }
    done = subprocess.run(  # noqa: S603 - our own script
        ["node", str(_JOURNEY)],  # noqa: S607 - node is where PATH says
        env={**os.environ, "CHROMIUM": chromium},
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=_JOURNEY_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"the journey ended early, see {given['failure_screenshot']}:\n{done.stderr}")
    steps: list[dict[str, Any]] = json.loads(done.stdout)
    return steps
