"""What the documentation says is what the product does."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest

from cache import RULES, Kind
from domain.errors import GatewayError
from domain.ids import IdKind
from domain.roles import Role, Viewer
from gateway.audit import AuditTrail
from gateway.errors import CODES
from permissions import MATRIX, render_matrix
from permissions.render import render_rules
from permissions.table import MUTATIONS
from resolvers.audit import AuditEntry
from resolvers.mutations.problem import ProblemCode
from tests.gateway_under_test import HOME, NOON, RICH, STAFF, TROUBLED, GatewayUnderTest
from tests.onboarding import open_session

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _blocks(page: Path) -> list[str]:
    return re.findall(r"^```graphql\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


PAGES_WITH_OPERATIONS = [page for page in PAGES if _blocks(page)]


def test_there_are_operations_in_the_documentation() -> None:
    assert sum(len(_blocks(page)) for page in PAGES) >= 55
    without = {_name(page) for page in PAGES if page.parent.name == "journeys" and not _blocks(page)}
    assert without == {"docs/journeys/README.md"}


@pytest.mark.parametrize("page", PAGES_WITH_OPERATIONS, ids=_name)
async def test_every_operation_of_a_page_runs(gateway: GatewayUnderTest, page: Path) -> None:
    """From top to bottom, on sample data that nothing was done to before."""
    known = await _known(gateway)
    for text in _blocks(page):
        variables = {name: known[name] for name in re.findall(r"\$(\w+):", text)}
        if text.startswith("subscription"):
            stream = gateway.follow(text, variables, role="staff")
            assert "errors" not in await anext(stream), text
            await stream.aclose()
        elif text.startswith("mutation"):
            data = await gateway.ask(text, variables, role="administrator")
            assert [payload["userErrors"] for payload in data.values()] == [[]], text
        else:
            data = await gateway.ask(text, variables, role="staff")
            assert None not in data.values(), text


async def _known(gateway: GatewayUnderTest) -> dict[str, object]:
    """What the variables of the documentation stand for."""
    _, session_id = await open_session(gateway, RICH)
    home = {
        name: gateway.id_below(RICH, below, kind)
        for name, (below, kind) in {
            "buildingId": ("buildings", IdKind.BUILDING),
            "energyContractId": ("energy-contracts", IdKind.ENERGY_CONTRACT),
            "heatPumpId": ("heat-pumps", IdKind.HEAT_PUMP),
            "electricVehicleId": ("electric-vehicles", IdKind.ELECTRIC_VEHICLE),
            "solarInverterId": ("inverters", IdKind.SOLAR_INVERTER),
        }.items()
    }
    curve = gateway.sandbox.rows(f"/org/{HOME.organization_id}/trading/dayahead/loadcurve")
    later = (NOON + timedelta(days=2)).isoformat()
    return {
        **home,
        "userId": gateway.user_id(),
        "staffId": gateway.user_id(STAFF),
        "sessionId": session_id,
        "deviceId": home["heatPumpId"],
        "brokenDeviceId": gateway.id_below(TROUBLED, "heat-pumps", IdKind.HEAT_PUMP, action_needed=True),
        "tradeId": curve["trade_id"],
        "search": "user-1",
        "prices": [{"startsAt": later, "pricePerMegawattHour": "-12.25"}],
    }


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


def test_the_rights_of_mutations_in_the_documentation_are_those_of_the_table() -> None:
    assert render_rules(MUTATIONS, MATRIX) in (ROOT / "docs" / "permissions.md").read_text()


def test_every_code_of_user_errors_is_documented_and_no_other() -> None:
    section = (ROOT / "docs" / "writing.md").read_text().partition("## Left out")[0]
    documented = re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE)
    assert sorted(documented) == sorted(code.name for code in ProblemCode)


def test_every_field_of_an_audit_line_is_documented_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    section = (ROOT / "docs" / "writing.md").read_text().partition("## The audit log")[2]
    documented = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)))
    viewer = Viewer(organization_id="o", role=Role.STAFF, user_id=None, expires_at=NOON)
    with caplog.at_level(logging.INFO, "gateway.audit"):
        AuditTrail(viewer, "request").note(AuditEntry("userCreate", "DONE"))
    (record,) = (each for each in caplog.records if each.name == "gateway.audit")
    usual = {*logging.makeLogRecord({}).__dict__, "message", "asctime"}
    assert sorted(documented) == sorted(record.__dict__.keys() - usual)


def test_every_code_is_documented_and_no_other() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "errors.md").read_text(), re.MULTILINE)
    assert sorted(documented) == sorted(CODES)


def _tree(root: type[GatewayError]) -> set[str]:
    return {root.code}.union(*(_tree(child) for child in root.__subclasses__()))


def test_every_error_of_the_tree_has_a_published_code() -> None:
    codes = _tree(GatewayError)
    assert codes <= CODES
    # What is refused before anything is run has a code and no class.
    assert {each.partition("_")[0] for each in CODES - codes} == {
        "GRAPHQL",
        "DOCUMENT",
        "OPERATION",
        "PERSISTED",
    }


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"
