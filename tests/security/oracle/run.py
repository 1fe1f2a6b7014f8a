"""One run of the oracle: random viewers ask random things, and every answer is judged.

Queries are asked of a second gateway, too, which keeps answers: by the viewer, by another one, and by
the first again. Whatever that one remembers of the others, everybody must get from it what the gateway
without a memory answers.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from types import TracebackType
from typing import Any, NamedTuple, Self
from uuid import UUID

from graphql import GraphQLSchema

from execution import DocumentLimits
from gateway.settings import CacheSettings, LimitSettings, UpstreamSettings
from gateway.settings.limits import RoleLimits
from sandbox import DEMO_ORGANIZATIONS, Sandbox, SandboxOptions
from tests.cache.scripted import Clock
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
_LIFETIME = timedelta(hours=6)
_TOKEN_ROLES = {"admin": "administrator", "staff": "staff", "user": "user"}
_PATIENT = UpstreamSettings(
    read_timeout_seconds=60.0, attempt_timeout_seconds=60.0, total_timeout_seconds=120.0
)
"""What is answered must not depend on how busy the machine is."""

_ANYTHING = RoleLimits(
    document=DocumentLimits(
        tokens=100_000,
        fragments=10_000,
        spreads=10_000,
        depth=100,
        fields=1_000_000,
        root_fields=1_000,
        aliases=100_000,
        directives=100_000,
        same_name=100_000_000,
        points=100_000_000,
    ),
    points_per_minute=0,
)
"""It is about who sees what. What documents may cost has tests of its own."""


@dataclass
class Tally:
    """What happened: operations by kind, errors by code, records shown by role and type, calls.

    ``kept`` has how often the second gateway gave whole answers that it had kept.
    """

    operations: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)


class _Told(NamedTuple):
    """An answer: its data, and its errors without what no two answers have in common."""

    data: Any
    errors: list[dict[str, Any]]


class OracleRun:
    """An async context manager: two gateways as subgraphs, over a sandbox that cannot be changed."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._sandbox = Sandbox(SandboxOptions(users=_USERS), clock=lambda: NOON)
        self._world = World(self._sandbox)
        self._upstream = Watched(self._sandbox, self._world.note)
        self.gateway = self._gateway()
        self.keeping = self._gateway(cache=CacheSettings())
        levels = self.keeping.app.state.cache._levels
        # Nothing in it gets old: whatever is asked upstream is asked by the operation that runs.
        levels.clock = levels.failures._clock = levels.whole._clock = Clock()
        self._schema: GraphQLSchema = self.gateway.app.state.engine._schema
        self._judge = Judge(self._schema, self._world)
        self._viewers: list[Seer] = []
        self._expires_at = int((datetime.now(UTC) + _LIFETIME).timestamp())
        self._tokens: dict[tuple[GatewayUnderTest, Seer], str] = {}

    def _gateway(self, **settings: Any) -> GatewayUnderTest:
        limits = LimitSettings(
            user=_ANYTHING, staff=_ANYTHING, administrator=_ANYTHING, address_requests_per_minute=0
        )
        return GatewayUnderTest(
            sandbox=self._sandbox,
            transport=self._upstream,
            federation=True,
            limits=limits,
            upstream=_PATIENT,
            operation_deadline_seconds=_PATIENT.total_timeout_seconds,
            **settings,
        )

    async def __aenter__(self) -> Self:
        await self.gateway.__aenter__()
        await self.keeping.__aenter__()
        for organization in DEMO_ORGANIZATIONS:
            for position in (3, 4, 5):
                row, _ = await open_session(self.gateway, position, organization.organization_id)
                self._world.note_session(row)
        self._viewers = self._all_viewers()
        self._asking = Asking(self._schema, self._world)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.keeping.__aexit__(kind, error, trace)
        await self.gateway.__aexit__(kind, error, trace)

    async def run(self, seed: int, queries: int, focus: Focus = _EVERYTHING) -> None:
        """Ask so many things.

        Raises:
            Exposed: The text has the seed, the viewer and the operation.

        """
        for number in range(seed, seed + queries):
            random = Random(number)
            viewers = [each for each in self._viewers if focus.role in (None, each.role)]
            seer = random.choice(viewers)
            asked = self._asking.operation(random, seer, focus)
            try:
                told = await self._judged(self.gateway, seer, asked)
                if asked.kind in ("query", "deferred"):
                    await self._ask_who_keeps(seer, random.choice(viewers), asked, told)
            except Exposed as exposed:
                story = f"operation {number}: {exposed}\n\n{seer}\n{asked.text}\n{asked.variables}"
                raise Exposed(story) from None

    async def _ask_who_keeps(self, seer: Seer, other: Seer, asked: Asked, told: _Told) -> None:
        """The same operation by two viewers in turn, of a gateway that remembers.

        Raises:
            Exposed: Somebody gets another answer than from a gateway that does not.

        """
        others = await self._judged(self.gateway, other, asked)
        whole = self.keeping.app.state.cache.whole_answers
        before = whole.hits
        for who, right in ((seer, told), (other, others), (seer, told), (other, others)):
            kept = await self._judged(self.keeping, who, asked)
            if _comparable(kept) != _comparable(right):
                story = f"if {seer} and {other} take turns, {who} is answered\n{kept}\nand not\n{right}"
                raise Exposed(story)
        self.tally.kept[asked.kind] += whole.hits - before

    async def _judged(self, gateway: GatewayUnderTest, seer: Seer, asked: Asked) -> _Told:
        self._upstream.take()
        data, errors = await ask(gateway, asked, self._token(gateway, seer))
        self.tally.operations[asked.kind] += 1
        self.tally.errors.update(each["extensions"]["code"] for each in errors)
        self._check_calls(seer, self._upstream.take())
        answer = _Told(data, [_without_request_id(each) for each in errors])
        said = json.dumps(asked.variables, ensure_ascii=False) + asked.text
        self._judge.check_texts(seer, answer.errors, said)
        if data is not None:
            shown = self._judge.judge(seer, asked.text, data)
            self.tally.shown.update(f"{seer.role}: {each}" for each in shown)
            self._remember_cursors(data)
        return answer

    def _check_calls(self, seer: Seer, calls: list[UpstreamCall]) -> None:
        for call in calls:
            self.tally.calls[f"{seer.role} {call.method}"] += 1
            if not may_call(seer, call, self._world.roles, self._world.owners):
                raise Exposed(f"{call} was made for {seer}")

    def _remember_cursors(self, data: Any) -> None:
        texts = [each for each in scalars(data) if isinstance(each, str) and each.startswith("WyJ")]
        self._asking.cursors.extend(texts[:3])

    def _all_viewers(self) -> list[Seer]:
        """Administrators, staff, end users, servers, and users who are gone or never were."""
        viewers = []
        for organization_id, row in self._world.people:
            seer = Seer(row["role"], organization_id, row["id"])
            viewers += [seer] * (1 if seer.role == "user" else 2)
        for organization in DEMO_ORGANIZATIONS:
            viewers.append(Seer("admin", organization.organization_id, None))
            viewers.append(Seer("user", organization.organization_id, str(UUID(int=4))))
        return viewers

    def _token(self, gateway: GatewayUnderTest, seer: Seer) -> str:
        token = self._tokens.get((gateway, seer))
        if token is None:
            role = _TOKEN_ROLES[seer.role]
            token = gateway.token(role, seer.user_id, seer.organization_id, exp=self._expires_at)
            self._tokens[gateway, seer] = token
        return token


def _without_request_id(error: dict[str, Any]) -> dict[str, Any]:
    return {**error, "extensions": {**error["extensions"], "requestId": None}}


def _comparable(told: _Told) -> tuple[Any, list[str]]:
    """An answer to compare: fields fail in any order."""
    return told.data, sorted(json.dumps(each, sort_keys=True) for each in told.errors)
