"""``gateway explain``: what an operation will ask of the Partner API, and when."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from graphql import GraphQLError

from domain.roles import Role
from execution import (
    CompiledEngine,
    DocumentRefused,
    Documents,
    DocumentTooLarge,
    Operation,
    OperationNotFound,
)
from execution.guard import Costs
from gateway.cli.failure import CommandFailed
from gateway.explain import Explainer, Explanation
from gateway.explain.mermaid import as_mermaid
from gateway.explain.stand_ins import made_up, onlooker, own_ids, with_own_ids
from gateway.explain.text import as_text
from gateway.limits import cost_table
from gateway.limits.words import sentence
from gateway.settings import LimitSettings
from permissions import MATRIX
from schema import build_schema, graphql_schema_of, loads


def run(
    file: Annotated[str, typer.Argument(help="The document; - reads it from standard input.")],
    operation: Annotated[str | None, typer.Option(help="Which operation, if there are several.")] = None,
    variables: Annotated[str, typer.Option(help="Variables as JSON, or @ and the name of a file.")] = "{}",
    role: Annotated[
        Literal["administrator", "staff", "user"], typer.Option(help="Who asks.")
    ] = "administrator",
    mermaid: Annotated[bool, typer.Option("--mermaid", help="A flowchart of Mermaid.")] = False,
) -> None:
    """Print the upstream calls of an operation, in which round trips they are made, and what they cost.

    Nothing is called, and no settings are needed: limits are the usual ones. Variables that are needed
    and not given are made up.
    """
    text = sys.stdin.read() if file == "-" else _read(file)
    try:
        explanation = _explain(text, operation, _variables(variables), Role[role.upper()])
    except DocumentRefused as refusal:
        raise CommandFailed("\n".join(_told(file, error) for error in refusal.errors)) from None
    except GraphQLError as error:
        raise CommandFailed(_told(file, error)) from None
    except (OperationNotFound, DocumentTooLarge) as error:
        words = sentence(error.excess) if isinstance(error, DocumentTooLarge) else str(error)
        words = words.replace("`operationName`", "--operation")
        raise CommandFailed(f"{file}: {words}") from None
    typer.echo((as_mermaid if mermaid else as_text)(explanation), nl=False)


def _explain(text: str, name: str | None, variables: dict[str, Any], role: Role) -> Explanation:
    schema = graphql_schema_of(build_schema(MATRIX))
    limits = LimitSettings()
    documents = Documents(schema)
    of_role = {Role.ADMINISTRATOR: limits.administrator, Role.STAFF: limits.staff}.get(role, limits.user)
    document = documents.get(text, of_role.document)
    node = document.operation(name)
    if node.variable_definitions:
        given = own_ids(variables)
        invented = made_up(schema, document.node, node, given)
    else:
        given, invented = {}, {}
    own = documents.get(with_own_ids(document.node))
    explainer = Explainer(schema, CompiledEngine(schema), Costs.of(schema, cost_table(), loads), limits)
    return explainer.explain(Operation(own, name, {**given, **invented}), onlooker(role), tuple(invented))


def _read(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed(f"{file} cannot be read: {error}") from None


def _variables(text: str) -> dict[str, Any]:
    if text.startswith("@"):
        text = _read(text[1:])
    try:
        found = json.loads(text)
    except ValueError as error:
        raise CommandFailed(f"The variables are not JSON: {error}") from None
    if not isinstance(found, dict):
        raise CommandFailed("The variables must be a JSON object.")
    return found


def _told(file: str, error: GraphQLError) -> str:
    """An error as compilers tell it, with line and column."""
    place = "".join(f":{each.line}:{each.column}" for each in (error.locations or ())[:1])
    return f"{file}{place}: {error.message}"
