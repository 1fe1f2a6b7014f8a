"""The gateway's checks and the upstream's never disagree, whatever is given.

Every input goes through the real endpoint, and what should become of it is told by the literal
tables and by a second sandbox that is sent the same. ``INPUT_EXAMPLES=10000`` tries as many inputs of
each mutation; the suite tries fewer.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from domain.ids import IdKind, encode_id
from sandbox import Sandbox, SandboxOptions
from tests.gateway_under_test import HOME, NOON, RICH, GatewayUnderTest
from tests.inputs.families import FAMILIES, Family
from tests.inputs.fields import FOREIGN, NO_ID, OWN
from tests.inputs.fields import given as given_fields
from tests.inputs.judging import BETWEEN_FIELDS, body_of, is_formed, judge, own_problems
from tests.inputs.sending import Answer, WriteRecorder, send

Json = Any
EXAMPLES = int(os.environ.get("INPUT_EXAMPLES", "60"))
KINDS = {
    "user": IdKind.USER,
    "buildings": IdKind.BUILDING,
    "energy-contracts": IdKind.ENERGY_CONTRACT,
    "heat-pumps": IdKind.HEAT_PUMP,
    "electric-vehicles": IdKind.ELECTRIC_VEHICLE,
    "inverters": IdKind.SOLAR_INVERTER,
    "wallboxes": IdKind.WALLBOX,
}
ELSEWHERE = "11111111-2222-4333-8444-555555555555"


class Stage:
    """A gateway over a sandbox, and a second sandbox with the same people and homes."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        first, self.judge = (Sandbox(SandboxOptions(), clock=lambda: NOON) for _ in range(2))
        self.recorder = WriteRecorder(first.app)
        self.gateway = self.run(self._started(first))
        users = self.gateway.sandbox.users(HOME.organization_id)
        self.user, self.taken = users[RICH]["id"], users[RICH + 1]["email"]
        self.owned = {kind: self._first(kind) for kind in KINDS if kind != "user"}
        self.ids = {OWN: self.owned["buildings"], FOREIGN: ELSEWHERE, "@taken": self.taken}

    async def _started(self, sandbox: Sandbox) -> GatewayUnderTest:
        return await GatewayUnderTest(sandbox=sandbox, transport=self.recorder).__aenter__()

    def run(self, work: Awaitable[Any]) -> Any:  # noqa: ANN401
        async def waited() -> object:
            return await work

        return self.runner.run(waited())

    def close(self) -> None:
        self.run(self.gateway.__aexit__(None, None, None))
        self.runner.close()

    def _first(self, collection: str) -> str:
        path = f"/org/{HOME.organization_id}/users/{self.user}/{collection}"
        own_id: str = self.gateway.sandbox.rows(path)[0]["id"]
        return own_id

    def path(self, family: Family) -> str:
        own = self.owned.get(family.kind, "")
        return family.path.format(org=HOME.organization_id, user=self.user, own=own)

    def send(self, family: Family, values: Json) -> Answer:
        """Through the gateway, with global ids in the place of what stands for them."""
        building = {
            OWN: encode_id(IdKind.BUILDING, HOME.organization_id, self.user, self.ids[OWN]),
            FOREIGN: encode_id(IdKind.BUILDING, HOME.organization_id, self.user, ELSEWHERE),
            NO_ID: "none",
            "@taken": self.taken,
        }
        known = {
            name: building[value] if isinstance(value, str) and value in building else value
            for name, value in values.items()
        }
        if family.owner is not None:
            known[family.owner] = self._subject(family)
        answer: Answer = self.run(send(self.gateway, self.recorder, family.name, known))
        return answer

    def _subject(self, family: Family) -> str:
        if family.kind == "user" or "{own}" not in family.path:
            return encode_id(IdKind.USER, HOME.organization_id, self.user)
        own = self.owned[family.kind]
        return encode_id(KINDS[family.kind], HOME.organization_id, self.user, own)

    def expected_body(self, family: Family, values: Json, *, is_tolerant: bool = False) -> Json:
        body = body_of(values, family.fields, ids=self.ids, is_tolerant=is_tolerant)
        if family.name == "onboardingSessionCreate":
            body["user_id"] = self.user
        if family.name == "buildingUpdate" and "name" not in body:
            path = f"/org/{HOME.organization_id}/users/{self.user}/buildings"
            rows = self.judge.rows(path)
            body["name"] = next(row["name"] for row in rows if row["id"] == self.owned["buildings"])
        return body


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.close()


def check(stage: Stage, family: Family, values: Json) -> None:
    if not is_formed(values, family.fields):
        answer = stage.send(family, values)
        assert (set(answer.failures), answer.errors, answer.writes) == ({"BAD_USER_INPUT"}, [], [])
        return
    own = set(own_problems(values, family.fields))
    body = stage.expected_body(family, values, is_tolerant=bool(own))
    verdict = judge(stage.judge, family, stage.path(family), body, is_spoilt=bool(own))
    places = {place for _, place in own}
    expected = own | {(code, place) for code, place in verdict.problems if place not in places}
    answer = stage.send(family, values)
    assert answer.failures == []
    if not expected:
        assert answer.errors == []
        assert answer.writes == [(family.method, stage.path(family), body)]
        return
    told = set(answer.errors)
    assert len(told) == len(answer.errors)
    beyond = told - expected
    assert expected <= told
    assert {code for code, _ in beyond} <= BETWEEN_FIELDS
    assert len(answer.writes) == (1 if verdict.is_only_upstream and not own else 0)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_gateway_and_upstream_agree(family: Family, stage: Stage) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(given_fields(family.fields, family.needed))
    def agree(values: Json) -> None:
        check(stage, family, json.loads(json.dumps(values)))

    agree()
