"""``python -m benchmarks.execution``: both engines over data that is there already, as ratios.

The first answers are made of records in memory. Those of the gateway run with its real resolvers
and loaders, which have everything at hand that they will be asked for: what is measured is what the
gateway does besides asking the Partner API.
"""

import argparse
import gc
import platform
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import orjson
import uvloop
from graphql import GraphQLSchema

from benchmarks import in_memory
from benchmarks.queries import queries
from benchmarks.tables import Table
from domain.roles import Role, Viewer
from execution import CompiledEngine, Documents, Engine, Operation, ReferenceEngine
from gateway.services import Services
from gateway.settings import JwtSettings, OrganizationSettings, Settings
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, Sandbox, SandboxOptions
from schema import build_schema, graphql_schema_of

_USERS = 50
_HOME = DEMO_ORGANIZATIONS[0]
_HEADINGS = ("answer", "graphql-core µs", "compiled µs", "ratio", "JSON µs", "ratio with JSON", "plan ms")


class Case(NamedTuple):
    """Something to run, again and again, with the same context."""

    name: str
    schema: GraphQLSchema
    text: str
    variables: dict[str, Any]
    context: object


class Engines(NamedTuple):
    """The table, and how many times faster the compiled engine is on the answer of 4,200 fields."""

    table: Table
    ratio: float


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.execution", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each answer is measured")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}")
    print(uvloop.run(measure_engines(arguments.seconds)).table.text())


async def measure_engines(seconds: float) -> Engines:
    """Measure."""
    rows = await _measured(seconds)
    title = "executing documents over data that is there; the fastest run of each counts"
    return Engines(Table("engine", title, _HEADINGS, rows), float(rows[0][3]))


async def _measured(seconds: float) -> list[tuple[str, ...]]:
    attributes, resolvers = in_memory.schema(resolvers=False), in_memory.schema(resolvers=True)
    organization = in_memory.organization(50)
    cases = [
        Case("4,200 fields, attributes", attributes, in_memory.LARGE, {}, organization),
        Case("4,200 fields, resolvers", resolvers, in_memory.LARGE, {}, organization),
        Case("1 field", attributes, in_memory.TINY, {}, organization),
    ]
    rows = [await _row(case, seconds) for case in cases]
    with tempfile.TemporaryDirectory() as directory:
        sandbox = Sandbox(SandboxOptions(users=_USERS))
        services = Services(_settings(Path(directory)), httpx.ASGITransport(sandbox.app))
        schema = graphql_schema_of(build_schema(services.matrix))
        for query in queries(_HOME.organization_id, _a_home(sandbox)):
            context = services.make_context(_viewer(query.role, query.user_id), "benchmark")
            rows.append(await _row(Case(query.name, schema, query.text, query.variables, context), seconds))
        await services.aclose()
    return rows


async def _row(case: Case, seconds: float) -> tuple[str, ...]:
    operation = Operation(Documents(case.schema).get(case.text), None, case.variables)
    reference, compiled = ReferenceEngine(case.schema), CompiledEngine(case.schema)
    expected = await reference.run_operation(operation, case.context)
    started = time.perf_counter()
    compiled.plan(operation, case.context)
    planned = time.perf_counter() - started
    found = await compiled.run_operation(operation, case.context)
    if found.errors or found.data != expected.data:
        raise RuntimeError(f"{case.name}: not a good answer: {found.errors}")
    slow = await _fastest(reference, operation, case.context, seconds)
    fast = await _fastest(compiled, operation, case.context, seconds)
    json = _fastest_json(found.data, seconds / 4)
    return (
        case.name,
        f"{slow * 1e6:,.0f}",
        f"{fast * 1e6:,.0f}",
        f"{slow / fast:.1f}",
        f"{json * 1e6:,.0f}",
        f"{(slow + json) / (fast + json):.1f}",
        f"{planned * 1e3:.2f}",
    )


async def _fastest(engine: Engine, operation: Operation, context: object, seconds: float) -> float:
    """The fastest run, in seconds. Others disturb a run, but nothing makes it faster."""
    gc.collect()
    best, deadline = float("inf"), time.perf_counter() + seconds
    while best == float("inf") or time.perf_counter() < deadline:
        started = time.perf_counter()
        await engine.run_operation(operation, context)
        best = min(best, time.perf_counter() - started)
    return best


def _fastest_json(data: object, seconds: float) -> float:
    best, deadline = float("inf"), time.perf_counter() + seconds
    while (started := time.perf_counter()) < deadline:
        orjson.dumps(data)
        best = min(best, time.perf_counter() - started)
    return best


def _viewer(role: str, user_id: str | None) -> Viewer:
    return Viewer(
        organization_id=_HOME.organization_id,
        role=Role(role.upper()),
        user_id=user_id,
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )


def _a_home(sandbox: Sandbox) -> str:
    """A user with a bit of everything."""
    user_id: str = sandbox.users(_HOME.organization_id)[3]["id"]
    return user_id


def _settings(directory: Path) -> Settings:
    home = _HOME
    key_file = directory / "jwks.json"
    key_file.write_text('{"keys": []}')
    organization = OrganizationSettings(
        organization_id=home.organization_id,
        partner_api_url=f"http://partner.test{API_BASE}/",
        token_url=f"http://partner.test{TOKEN_PATH}",
        client_id=home.client_id,
        client_secret=home.client_secret,
    )
    jwt = JwtSettings(jwks_url=None, jwks_file=key_file, issuer="benchmark", audience="gateway")
    return Settings(organizations=(organization,), jwt=jwt)


if __name__ == "__main__":
    main()
