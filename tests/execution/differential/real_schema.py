"""Cases over the real schema: random documents for viewers of every role, over the sandbox's data."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from types import TracebackType
from typing import Any, Self

import httpx

from domain.roles import Role, Viewer
from execution import CompiledEngine, DocumentRefused, Documents, Operation, ReferenceEngine
from sandbox import Sandbox, SandboxOptions
from tests.execution.both_engines import WIDE
from tests.execution.differential.cases import Tally
from tests.execution.differential.comparing import Difference, compare
from tests.execution.differential.random_documents import RandomDocument, Taste, random_document
from tests.gateway_under_test import HOME, NOON, RICH, GatewayUnderTest

_DOCUMENTS_PER_SEED = 10

_IDS = """{ organization { id users(first: 8) { nodes {
  id buildings { id } energyContracts { id } devices { id }
} } } }"""


class Remembering(httpx.AsyncBaseTransport):
    """Asks the sandbox every question once: what it answers does not change while its clock stands."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = httpx.ASGITransport(sandbox.app)
        self._known: dict[str, tuple[int, httpx.Headers, bytes]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        key = f"{request.method} {request.url}"
        if key not in self._known or request.method != "GET":
            response = await self._sandbox.handle_async_request(request)
            self._known[key] = (response.status_code, response.headers, await response.aread())
        status, headers, content = self._known[key]
        return httpx.Response(status, headers=headers, content=content)


class RealFuzzer:
    """An async context manager that runs cases of the real schema."""

    def __init__(self) -> None:
        sandbox = Sandbox(SandboxOptions(users=8), clock=lambda: NOON)
        self._gateway = GatewayUnderTest(sandbox=sandbox, transport=Remembering(sandbox))
        self._operations = self._gateway.app.state.operations
        self._schema = self._operations.engine._schema
        self._documents = Documents(self._schema, capacity=50, limits=WIDE)
        self._reference = ReferenceEngine(self._schema)
        self._ids: list[str] = []
        self.compiled = CompiledEngine(self._schema)
        self.tally = Tally()

    async def __aenter__(self) -> Self:
        await self._gateway.__aenter__()
        organization = (await self._gateway.ask(_IDS))["organization"]
        self._ids = [organization["id"], "nonsense"]
        for user in organization["users"]["nodes"]:
            for rows in ([user], user["buildings"], user["energyContracts"], user["devices"]):
                self._ids += [row["id"] for row in rows]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._gateway.__aexit__(kind, error, trace)

    async def run(self, seeds: Iterator[int]) -> None:
        """Run the cases of some seeds.

        Raises:
            Difference: The engines do not agree; the text has the document.

        """
        for seed in seeds:
            random = Random(seed)
            for _ in range(_DOCUMENTS_PER_SEED):
                taste = Taste(
                    leaf=self._leaf,
                    skip=lambda coordinate: coordinate.startswith("Query._"),
                    max_depth=random.randint(2, 6),
                    max_selections=random.choice((3, 6, 10)),
                )
                await self._case(seed, random_document(self._schema, random, taste), self._viewer(random))

    async def _case(self, seed: int, case: RandomDocument, viewer: Viewer) -> None:
        try:
            document = self._documents.get(case.text)
        except DocumentRefused:
            self.tally.refused += 1
            return
        operation = Operation(document, None, case.variables)
        contexts = [self._operations._make_context(viewer, "differential") for _ in range(2)]
        expected = await self._reference.run_operation(operation, contexts[0])
        found = await self.compiled.run_operation(operation, contexts[1])
        self.tally.cases += 1
        self.tally.with_errors += bool(expected.errors)
        try:
            compare(expected, found, exactly=False)
        except Difference as difference:
            text = f"seed {seed}: {difference}\n\n{viewer}\n{case.text}\n{case.variables}"
            raise Difference(text) from None

    def _viewer(self, random: Random) -> Viewer:
        role = random.choice(list(Role))
        user: str = self._gateway.user_row(random.choice((0, 1, RICH)))["id"]
        return Viewer(
            organization_id=HOME.organization_id,
            role=role,
            user_id=user if role is Role.USER or random.random() < 0.5 else None,
            expires_at=NOON + timedelta(hours=1),
        )

    def _leaf(self, random: Random, scalar: str, _way: str) -> Any:
        if scalar == "ID":
            return random.choice(self._ids)
        right: dict[str, list[Any]] = {
            "String": ["", "e", "DE", "nonsense"],
            "Int": [0, 1, 2, 20, 101],
            "Boolean": [True, False],
            "Float": [0.5],
            "Date": ["2026-10-01", "2026-10-10", "yesterday"],
            "DateTime": ["2026-10-01T00:00:00+00:00", "2026-10-08T00:00:00+02:00", "2026-10-08T00:00:00"],
        }
        return random.choice(right[scalar])
