"""The audit: what it accepts, what it calls a problem, and that it never takes silence for an answer."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


audit = _load()
HASH = "--hash=sha256:" + "a" * 64
GOOD = f"""# Resolved
anyio==4.16.0 \\
    {HASH} \\
    {HASH}
uvloop==0.23 ; sys_platform != 'win32' \\
    {HASH}
"""
NO_HASH = "lock: anyio==4.16.0 has something else than hashes, or none"


@pytest.mark.parametrize("name", audit.LOCKS)
def test_every_lock_file_pins_everything_by_hash(name: str) -> None:
    text = (ROOT / name).read_text()
    assert list(audit.pin_problems(name, text)) == []
    assert text.count("==") >= 7


def test_every_lock_file_is_audited() -> None:
    assert sorted(audit.LOCKS) == sorted(path.name for path in ROOT.glob("*.lock"))


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("anyio==4.16.0", "anyio>=4.16.0", "lock: 'anyio>=4.16.0' is not one exact version"),
        ("anyio==4.16.0", "anyio", "lock: 'anyio' is not one exact version"),
        ("anyio==4.16.0", "anyio @ https://x.example/a.whl",
         "lock: 'anyio @ https://x.example/a.whl' is not one exact version"),
        ("anyio==4.16.0", "-e .", "lock: '-e .' is not one exact version"),
        ("anyio==4.16.0", "--index-url https://x.example",
         "lock: '--index-url https://x.example' is not one exact version"),
        ("sha256:" + "a" * 64, "md5:" + "a" * 32, NO_HASH),
        (f" \\\n    {HASH} \\\n    {HASH}", "", NO_HASH),
    ],
)  # fmt: skip
def test_what_is_no_pin(before: str, after: str, problem: str) -> None:
    assert list(audit.pin_problems("lock", GOOD)) == []
    assert list(audit.pin_problems("lock", GOOD.replace(before, after, 1))) == [problem]


def package(**metadata: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"metadata": {"name": "x", "version": "1", **metadata}, "is_yanked": False}


@pytest.mark.parametrize(
    ("metadata", "licence", "is_allowed"),
    [
        ({"license_expression": "MIT"}, "MIT", True),
        ({"license_expression": "Apache-2.0 AND MIT"}, "Apache-2.0 AND MIT", True),
        ({"license_expression": "GPL-3.0-only OR MIT"}, "GPL-3.0-only OR MIT", True),
        ({"license_expression": "GPL-3.0-only AND MIT"}, "GPL-3.0-only AND MIT", False),
        ({"license_expression": "AGPL-3.0-or-later"}, "AGPL-3.0-or-later", False),
        ({"classifier": ["License :: OSI Approved :: BSD License"]}, "BSD License", True),
        ({"classifier": ["License :: OSI Approved :: GNU General Public License (GPL)"]},
         "GNU General Public License (GPL)", False),
        ({"classifier": ["License :: OSI Approved"], "license": "MIT\n\nPermission ..."}, "MIT", True),
        ({"license": "Proprietary"}, "Proprietary", False),
        ({}, "unknown", False),
    ],
)  # fmt: skip
def test_licences(metadata: dict[str, Any], licence: str, is_allowed: bool) -> None:
    assert audit.licence_of(package(**metadata)["metadata"]) == licence
    problems = list(audit.index_problems("requirements.lock", {"install": [package(**metadata)]}))
    expected = f"requirements.lock: x 1 has a licence that is not on the list: {licence}"
    assert problems == ([] if is_allowed else [expected])
    # What is not shipped may have any.
    assert list(audit.index_problems("requirements-dev.lock", {"install": [package(**metadata)]})) == []


def test_what_was_withdrawn_is_a_problem_in_every_lock_file() -> None:
    withdrawn = {**package(license="MIT"), "is_yanked": True}
    for name in audit.LOCKS:
        assert list(audit.index_problems(name, {"install": [withdrawn]})) == [f"{name}: x 1 was withdrawn"]


def test_what_nobody_knows_anything_about_is_not_taken_for_safe() -> None:
    answer = {
        "dependencies": [
            {"name": "fine", "version": "1", "vulns": []},
            {"name": "lost", "skip_reason": "not found"},
            {"name": "bad", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}, {"id": "X"}]},
        ]
    }
    assert list(audit.advisory_problems(answer)) == [
        "lost: nothing could be found out: not found",
        "bad 2: PYSEC-1, fixed in 3",
        "bad 2: X, fixed in nothing yet",
    ]


@pytest.mark.parametrize(
    ("answer", "arguments", "code"),
    [
        (None, [], 3),
        (None, ["--offline"], 0),
        ({"dependencies": [{"name": "x", "skip_reason": "not found"}]}, [], 3),
        ({"dependencies": [{"name": "x", "skip_reason": "not found"}]}, ["--offline"], 0),
        ({"dependencies": [{"name": "x", "version": "1", "vulns": []}]}, [], 0),
        ({"dependencies": [{"name": "x", "version": "1", "vulns": [{"id": "Y"}]}]}, ["--offline"], 1),
        ({"dependencies": [{"name": "x", "version": "1", "vulns": []}, {"name": "y", "skip_reason": "?"}]},
         ["--offline"], 1),
    ],
)  # fmt: skip
def test_an_audit_that_could_not_ask_says_so_and_fails(
    answer: dict[str, Any] | None,
    arguments: list[str],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(audit, "_asked_index", lambda _: ({"install": [package(license="MIT")]}, ""))
    monkeypatch.setattr(audit, "_asked_advisories", lambda: (answer, "no connection"))
    assert audit.main(arguments) == code
    told = capsys.readouterr().out
    assert ("NOT CHECKED" in told) == (answer is None or "vulns" not in json.dumps(answer))


def test_an_index_that_cannot_be_asked_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(audit, "_asked_index", lambda _: (None, "no connection"))
    monkeypatch.setattr(audit, "_asked_advisories", lambda: (None, "no connection"))
    assert audit.main(["--offline"]) == 1
    assert capsys.readouterr().out.count("the package index was of no use: no connection") == len(audit.LOCKS)
