"""An operation of the API: one declaration for the router, the checks and the OpenAPI document."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct

from sandbox.errors import NotFound
from sandbox.models.formats import Uuid
from sandbox.models.users import User
from sandbox.store.household import Household
from sandbox.store.organization import Organization
from sandbox.store.world import World
from sandbox.validation.parameters import Parameter

NO_CONTENT = object()
"""Returned by handlers whose answer is 204."""


@dataclass(frozen=True, slots=True)
class Call:
    """One checked request. `body` holds the sent fields only; `caller` is the token's organization."""

    world: World
    caller: Organization | None
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, Any]
    body: dict[str, Any]
    now: datetime

    @property
    def organization(self) -> Organization:
        """The organization of the path, which must be the caller's own; raises `NotFound`."""
        wanted = self.path.get("org_id")
        if self.caller is None or (wanted is not None and wanted != self.caller.id):
            raise NotFound
        return self.caller

    @property
    def user(self) -> User:
        """The user of the path; raises `NotFound`, also for deleted users."""
        return self.organization.user(self.path["user_id"])

    @property
    def household(self) -> Household:
        """What the user of the path owns; raises `NotFound`."""
        return self.organization.household(self.user.id)


Handler = Callable[[Call], object]


@dataclass(frozen=True)
class Operation:
    """Method and path (below the API base), what it takes and what it answers.

    `answer` is the type of the 200 body, or None for 204. `refusals` are statuses with their
    bodies beyond those every operation has.
    """

    method: str
    path: str
    tag: str
    summary: str
    handler: Handler
    answer: Any = None
    body: type[Struct] | None = None
    parameters: tuple[Parameter, ...] = ()
    bearer: bool = True
    refusals: Mapping[int, type[Struct]] = field(default_factory=dict)
    textual_path_parameters: frozenset[str] = frozenset()

    @property
    def operation_id(self) -> str:
        """Method and path in one word, for example `get_org_org_id_users`."""
        words = re.sub("[^A-Za-z0-9]+", "_", self.path).strip("_")
        return f"{self.method.lower()}_{words}"

    @property
    def path_parameters(self) -> tuple[Parameter, ...]:
        """The parameters the path template names: UUIDs unless declared as text."""
        return tuple(
            Parameter(name, str if name in self.textual_path_parameters else Uuid, "path", required=True)
            for name in re.findall(r"\{(\w+)\}", self.path)
        )
