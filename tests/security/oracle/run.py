"""One run of the oracle: random viewers ask random things, and every answer is judged."""

import json
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from graphql import GraphQLSchema

from sandbox import DEMO_ORGANIZATIONS, Sandbox, SandboxOptions
from tests.gateway_under_test import NOON, GatewayUnderTest
from tests.onboarding import open_session
from tests.security.oracle.answers import ask
from tests.security.oracle.asking import Asked, Asking, Focus
from tests.security.oracle.judging import Exposed, Judge
from tests.security.oracle.rules import Seer, UpstreamCall, may_call
from tests.security.oracle.upstream import Watched
from tests.security.oracle.world import World, scalars

_EVERYTHING = Focus()
_USERS = 12
_TOKEN_ROLES = {"admin": "administrator", "staff": "staff", "user": "user"}


@dataclass
class Tally:
    """What happened: operations by kind, errors by code, records shown by role and type, calls."""

    operations: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)


class OracleRun:
    """An async context manager: a gateway as a subgraph, over a sandbox that cannot be changed."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._sandbox = Sandbox(SandboxOptions(users=_USERS), clock=lambda: NOON)
        self._world = World(self._sandbox)
        self._upstream = Watched(self._sandbox, self._world.note)
        self.gateway = GatewayUnderTest(sandbox=self._sandbox, transport=self._upstream, federation=True)
        self._schema: GraphQLSchema = self.gateway.app.state.engine._schema
        self._judge = Judge(self._schema, self._world)
        self._viewers: list[tuple[Seer, str]] = []

    async def __aenter__(self) -> Self:
        await self.gateway.__aenter__()
        for organization in DEMO_ORGANIZATIONS:
            for position in (3, 4, 5):
                row, _ = await open_session(self.gateway, position, organization.organization_id)
                self._world.note_session(row)
        self._viewers = list(self._all_viewers())
        self._asking = Asking(self._schema, self._world)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.__aexit__(kind, error, trace)

    async def run(self, seed: int, queries: int, focus: Focus = _EVERYTHING) -> None:
        """Ask so many things.

        Raises:
            Exposed: The text has the seed, the viewer and the operation.

        """
        for number in range(seed, seed + queries):
            random = Random(number)
            viewers = [each for each in self._viewers if focus.role in (None, each[0].role)]
            seer, token = random.choice(viewers)
            asked = self._asking.operation(random, seer, focus)
            try:
                await self._one(seer, token, asked)
            except Exposed as exposed:
                story = f"operation {number}: {exposed}\n\n{seer}\n{asked.text}\n{asked.variables}"
                raise Exposed(story) from None

    async def _one(self, seer: Seer, token: str, asked: Asked) -> None:
        self._upstream.take()
        data, errors = await ask(self.gateway, asked, token)
        self.tally.operations[asked.kind] += 1
        self.tally.errors.update(each["extensions"]["code"] for each in errors)
        self._check_calls(seer, self._upstream.take())
        told = json.dumps(asked.variables, ensure_ascii=False) + asked.text
        self._judge.check_texts(seer, [_without_request_id(each) for each in errors], told)
        if data is not None:
            shown = self._judge.judge(seer, asked.text, data)
            self.tally.shown.update(f"{seer.role}: {each}" for each in shown)
            self._remember_cursors(data)

    def _check_calls(self, seer: Seer, calls: list[UpstreamCall]) -> None:
        for call in calls:
            self.tally.calls[f"{seer.role} {call.method}"] += 1
            if not may_call(seer, call, self._world.roles, self._world.owners):
                raise Exposed(f"{call} was made for {seer}")

    def _remember_cursors(self, data: Any) -> None:
        texts = [each for each in scalars(data) if isinstance(each, str) and each.startswith("WyJ")]
        self._asking.cursors.extend(texts[:3])

    def _all_viewers(self) -> list[tuple[Seer, str]]:
        """Administrators, staff, end users, servers, and users who are gone or never were."""
        viewers = []
        for organization_id, row in self._world.people:
            seer = Seer(row["role"], organization_id, row["id"])
            viewers += [seer] * (1 if seer.role == "user" else 2)
        for organization in DEMO_ORGANIZATIONS:
            viewers.append(Seer("admin", organization.organization_id, None))
            viewers.append(Seer("user", organization.organization_id, str(UUID(int=4))))
        return [(seer, self._token(seer)) for seer in viewers]

    def _token(self, seer: Seer) -> str:
        return self.gateway.token(_TOKEN_ROLES[seer.role], seer.user_id, seer.organization_id)


def _without_request_id(error: dict[str, Any]) -> dict[str, Any]:
    return {**error, "extensions": {**error["extensions"], "requestId": None}}
