"""``gateway explain``: exactly what it prints, and how it fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.ids import IdKind, encode_id
from gateway.cli import _application
from gateway.cli.failure import CommandFailed
from tests.gateway_under_test import HOME

ROOT = Path(__file__).parents[2]
TOLD = Path(__file__).parent / "told"

HOME_SCREEN = """query HomeScreen($userId: ID!) {
  user(by: {id: $userId}) {
    firstName
    buildings { name energyContracts { supplier } devices { id } }
    devices { kind building { name } actions { code } }
  }
}
"""

CUSTOMERS = """query Customers($first: Int = 20, $withDevices: Boolean = false) {
  organization { users(first: $first) { nodes {
    email
    buildings { name devices @include(if: $withDevices) { kind owner { email } } }
    heatPumps { schedule(from: "2026-10-14T00:00:00Z", to: "2026-10-15T00:00:00Z") { startsAt } }
  } } }
}
"""

FLEET = """{ organization { devices(first: 10, kinds: [HEAT_PUMP, WALLBOX]) {
  totalCount
  nodes { id owner { email } ... on HeatPump { building { name } } ... on Wallbox { building { name } } }
} } }
"""

MOVE = """mutation Move($deviceId: ID!, $buildingId: ID!) {
  deviceMove(input: {id: $deviceId, buildingId: $buildingId}) { device { building { name devices { id } } } }
}
"""


def told_in(name: str) -> str:
    """What should be printed, word for word."""
    return (TOLD / name).read_text(encoding="utf-8")


def explain(*arguments: str, text: str) -> str:
    """What the command prints for a document that it reads from its standard input."""
    done = CliRunner().invoke(_application(["explain"]), ["explain", "-", *arguments], input=text)
    if done.exception is not None:
        raise done.exception
    return done.stdout


def fails(*arguments: str, text: str) -> str:
    """What the command says as it fails with exit code 1."""
    with pytest.raises(CommandFailed) as caught:
        explain(*arguments, text=text)
    assert caught.value.exit_code == 1
    return str(caught.value)


def test_a_home_screen_is_two_round_trips() -> None:
    assert explain(text=HOME_SCREEN) == told_in("home.txt")


def test_the_documentation_shows_what_is_printed() -> None:
    page = (ROOT / "docs" / "explain.md").read_text(encoding="utf-8")
    assert f"```graphql\n{HOME_SCREEN}```" in page
    assert f"```text\n{told_in('home.txt')}```" in page
    assert f"```mermaid\n{explain('--role', 'user', '--mermaid', text=HOME_SCREEN)}```" in page


def test_a_page_of_customers_as_text_and_as_a_picture() -> None:
    assert explain("--role", "staff", "--variables", '{"withDevices": true}', text=CUSTOMERS) == told_in(
        "customers.txt"
    )
    assert explain("--mermaid", text=CUSTOMERS) == told_in("customers.mmd")


def test_a_page_of_devices_may_take_more() -> None:
    assert explain(text=FLEET) == told_in("fleet.txt")


def test_a_mutation_reads_and_writes_and_reads() -> None:
    assert explain("--role", "user", text=MOVE) == told_in("move.txt")


def test_a_file_is_explained_without_any_settings(tmp_path: Path) -> None:
    (tmp_path / "home.graphql").write_text(HOME_SCREEN)
    (tmp_path / "wrong.graphql").write_text("query {\n  nobody\n  viewer { name }\n}\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    command = [sys.executable, "-m", "gateway", "explain"]
    done = [
        subprocess.run(  # noqa: S603 - our own program
            [*command, str(tmp_path / name)], cwd=ROOT, env=kept, capture_output=True, text=True, check=False
        )
        for name in ("home.graphql", "wrong.graphql")
    ]
    assert (done[0].returncode, done[0].stdout, done[0].stderr) == (0, told_in("home.txt"), "")
    wrong = tmp_path / "wrong.graphql"
    assert (done[1].returncode, done[1].stdout) == (1, "")
    assert done[1].stderr == (
        f"{wrong}:2:3: Cannot query field 'nobody' on type 'Query'. Did you mean 'node'?\n"
        f"{wrong}:3:12: Cannot query field 'name' on type 'Viewer'.\n"
    )


def test_mistakes_are_told_with_their_place() -> None:
    assert fails(text="{ viewer { role }\n") == "-:2:1: Syntax Error: Expected Name, found <EOF>."
    one = "query($n: Int!) { organization { users(first: $n) { nodes { id } } } }"
    told = fails("--variables", '{"n": "x"}', text=one)
    assert told == "-:1:8: Variable '$n' has invalid value: Int cannot represent non-integer value: 'x'"
    two = "query A { viewer { role } } query B { viewer { role } }"
    assert fails(text=two) == "-: The document has several operations: --operation must name one."
    assert fails("--operation", "C", text=two) == "-: The document has no operation of that name."
    assert explain("--operation", "B", text=two).startswith("query B as administrator\n")
    assert fails("--variables", "[1]", text=one) == "The variables must be a JSON object."
    assert fails("--variables", "{", text=one).startswith("The variables are not JSON: ")
    assert fails("--variables", "@/nowhere/at.all", text=one).startswith("/nowhere/at.all cannot be read: ")


def test_too_much_is_told_and_not_hidden() -> None:
    counts = " ".join(f"a{n}: devices(first: 1) {{ totalCount }}" for n in range(6))
    text = f"{{ organization {{ {counts} }} }}"
    refused = "That is more than this role may ask for: the operation is refused.\n"
    assert refused in explain("--role", "staff", text=text)
    assert refused not in explain(text=text)
    fields = " ".join(f"a{n}: __typename" for n in range(21))
    assert (
        fails("--role", "user", text=f"{{ {fields} }}")
        == "-: An operation has 21 root fields; 20 are allowed."
    )


@pytest.mark.parametrize("given", ["variable", "literal"])
def test_an_id_of_any_organization_will_do(given: str) -> None:
    own = encode_id(IdKind.USER, HOME.organization_id, HOME.organization_id)
    by_variable = "query($id: ID!) { user(by: {id: $id}) { buildings { name } } }"
    arguments = ("--variables", f'{{"id": "{own}"}}') if given == "variable" else ()
    text = (
        by_variable if given == "variable" else f'{{ user(by: {{id: "{own}"}}) {{ buildings {{ name }} }} }}'
    )
    told = explain(*arguments, text=text)
    assert "Round trips: 1, " in told
    assert "Made up" not in told


def test_what_has_no_plan_says_so() -> None:
    assert explain(text="{ __schema { queryType { name } } }") == (
        "query as administrator\n\n"
        "Round trips: nobody knows. There is no plan for introspection.\n"
        "At most 0 upstream calls and 3 values: 1 of 10,000 points.\n"
    )
