"""Every claim of SECURITY.md names tests, and every test that it names exists and is run."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text()
CLAIMS = PAGE.partition("## What stops each attack")[2].partition("## Risks that are accepted")[0]
ROWS = [
    line
    for line in CLAIMS.splitlines()
    if line.startswith("|") and not line.startswith(("| Attack |", "| --- |"))
]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@cache
def named_in(path: str) -> dict[str, ast.AsyncFunctionDef | ast.FunctionDef]:
    tree = ast.parse((ROOT / path).read_text())
    return {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_what_is_named_exists_and_is_run(path: str, name: str) -> None:
    test = named_in(path)[name]
    marks = "".join(ast.unparse(each) for each in test.decorator_list)
    assert "mark.skip" not in marks
    assert "mark.xfail" not in marks
    assert any(isinstance(node, ast.Assert | ast.With | ast.AsyncWith | ast.Call) for node in ast.walk(test))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_every_claim_names_a_test(row: str) -> None:
    _, attack, defence, shown, _ = row.split("|")
    assert attack.strip()
    assert defence.strip()
    assert re.fullmatch(r"( `tests/[\w/]+\.py::test_\w+`)+ ", shown), shown


def test_every_heading_has_claims() -> None:
    parts = re.split(r"^### ", CLAIMS, flags=re.MULTILINE)[1:]
    assert [part.partition("\n")[0] for part in parts if "::test_" not in part] == []
    assert len(ROWS) == CLAIMS.count("\n| ") - 2 * len(parts)
    assert len(ROWS) >= 40


def test_no_name_of_a_test_is_written_in_another_way() -> None:
    assert PAGE.count("::test_") == len(NAMED)
    assert not re.search(r"`test_\w+`", PAGE)
