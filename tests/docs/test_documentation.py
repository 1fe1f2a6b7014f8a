"""What the documentation says is what the product does."""

import re
from pathlib import Path

import pytest

from cache import RULES, Kind
from domain.errors import GatewayError
from gateway.errors import CODES
from permissions import MATRIX, render_matrix
from tests.gateway_under_test import RICH, GatewayUnderTest
from tests.onboarding import open_session

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _blocks(language: str) -> list[tuple[str, str]]:
    pattern = re.compile(rf"^```{language}\n(.*?)^```", re.MULTILINE | re.DOTALL)
    return [
        (page.relative_to(ROOT).as_posix(), block)
        for page in PAGES
        for block in pattern.findall(page.read_text())
    ]


async def test_every_query_in_the_documentation_runs(gateway: GatewayUnderTest) -> None:
    blocks = _blocks("graphql")
    assert len(blocks) >= 7
    _, session_id = await open_session(gateway, RICH)
    for page, text in blocks:
        if text.startswith("subscription"):
            stream = gateway.follow(text, {"id": gateway.user_id()}, role="staff")
            assert "errors" not in await anext(stream), (page, text)
            await stream.aclose()
            continue
        variables = {"id": session_id} if "$id" in text else None
        data = await gateway.ask(text, variables, role="staff")
        assert None not in data.values(), (page, text)


def test_the_matrix_in_the_documentation_is_the_matrix() -> None:
    assert render_matrix(MATRIX) in (ROOT / "docs" / "permissions.md").read_text()


def test_the_table_of_what_is_kept_is_the_one_in_force() -> None:
    rows = [
        f"| `{kind.value}` | {rule.fresh:g} | {rule.stale:g} | {rule.if_error:g} | {rule.absent:g}"
        f" | {'yes' if rule.shared else 'no'} |"
        for kind, rule in RULES.items()
    ]
    documented = [
        line for line in (ROOT / "docs" / "caching.md").read_text().splitlines() if line[:3] == "| `"
    ]
    assert documented[: len(rows)] == rows
    assert list(RULES) == list(Kind)


def test_every_code_is_documented_and_no_other() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "errors.md").read_text(), re.MULTILINE)
    assert sorted(documented) == sorted(CODES)


def _tree(root: type[GatewayError]) -> set[str]:
    return {root.code}.union(*(_tree(child) for child in root.__subclasses__()))


def test_every_error_of_the_tree_has_a_published_code() -> None:
    codes = _tree(GatewayError)
    assert codes <= CODES
    # What is refused before anything is run has a code and no class.
    assert {each.partition("_")[0] for each in CODES - codes} == {"GRAPHQL", "OPERATION", "PERSISTED"}


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"
