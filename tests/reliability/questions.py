"""What clients ask in these runs, and whether an answer is complete."""

import json
import random
from dataclasses import dataclass
from typing import Any

from domain.ids import IdKind, encode_id
from sandbox import Sandbox, SandboxOptions
from tests.reliability.processes import HOME, Fleet

USERS = 400
_AT_HOME = 60

_HOME_SCREEN = """query HomeScreen($id: ID!) { user(by: {id: $id}) {
  id firstName
  buildings { id name }
  energyContracts { id supplier }
  devices { id kind connectionStatus building { id } }
} }"""

_PAGE = """query Page { organization { users(first: 10) { nodes {
  id firstName heatPumps { id connectionStatus } electricVehicles { id batteryLevelPercent }
} } } }"""

_NAME = "query Name($id: ID!) { user(by: {id: $id}) { id firstName } }"


@dataclass
class Question:
    """One request, and the ids of its complete answer once that is known."""

    body: bytes
    headers: dict[str, str]
    skeleton: object = None


class Questions:
    """Home screens of sixty users, and a page for staff; and questions that nobody has asked yet."""

    def __init__(self, fleet: Fleet, seed: int = 1) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        organization_id = HOME.organization_id
        rows = Sandbox(SandboxOptions(users=USERS)).users(organization_id)
        self._staff = fleet.bearer("staff")
        self._unseen = [row["id"] for row in rows[_AT_HOME + 1 :]]
        self.all = [Question(_body(_PAGE), _headers(self._staff))]
        for row in rows[1 : _AT_HOME + 1]:
            variables = {"id": encode_id(IdKind.USER, organization_id, row["id"])}
            headers = _headers(fleet.bearer("user", row["id"]))
            self.all.append(Question(_body(_HOME_SCREEN, variables), headers))

    def any(self) -> Question:
        """One of them; every twentieth is a page."""
        return self.all[0] if self._chance.random() < 0.05 else self._chance.choice(self.all[1:])

    def unseen(self) -> Question:
        """One whose answer nobody can have."""
        return name_of(self._unseen.pop(), self._staff)


def name_of(user_id: str, bearer: str) -> Question:
    """One call: what a user is called."""
    return Question(
        _body(_NAME, {"id": encode_id(IdKind.USER, HOME.organization_id, user_id)}), _headers(bearer)
    )


def skeleton(value: Any) -> object:  # noqa: ANN401 - any JSON
    """What of an answer does not change by itself: which objects there are, and which are missing."""
    if isinstance(value, dict):
        return {
            key: each if key == "id" else skeleton(each)
            for key, each in value.items()
            if key == "id" or each is None or isinstance(each, dict | list)
        }
    return [skeleton(each) for each in value] if isinstance(value, list) else None


def _body(query: str, variables: dict[str, str] | None = None) -> bytes:
    return json.dumps({"query": query, "variables": variables or {}}).encode()


def _headers(bearer: str) -> dict[str, str]:
    return {"authorization": bearer, "content-type": "application/json"}
