"""The sandbox as other code holds it."""

from typing import Any

import msgspec
from starlette.applications import Starlette

from sandbox.api import PartnerApi
from sandbox.app import SandboxApp
from sandbox.clock import Clock, utc_now
from sandbox.entrance import Entrance
from sandbox.errors import ApiError
from sandbox.faults import Fault, FaultBook
from sandbox.oauth import TokenStore
from sandbox.options import DEMO_ORGANIZATIONS, SandboxOptions
from sandbox.request_log import RequestLog
from sandbox.store.world import World

_DEFAULTS = SandboxOptions()


class Sandbox:
    """The Partner API in memory. Instances share nothing.

    `app` is the ASGI application; the rest lets tests look inside and order faults.
    """

    def __init__(self, options: SandboxOptions = _DEFAULTS, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._world = World(options, clock)
        self._tokens = TokenStore(DEMO_ORGANIZATIONS)
        self._faults = FaultBook()
        self._log = RequestLog()
        self._api = PartnerApi(self._world, self._tokens)
        entrance = Entrance(self._api, self._tokens, self._faults, self._log, options.latency, clock)
        self.app: Starlette = SandboxApp(entrance)

    @property
    def calls(self) -> list[str]:
        """Method and path of every API request in order, relative to the API base, without query.

        Token requests are not among them. The last 200,000 are remembered.
        """
        return self._log.calls

    def reset_calls(self) -> None:
        """Forgets the requests, token requests included."""
        self._log.reset()
        self._tokens.requests = 0

    @property
    def token_requests(self) -> int:
        """How many token requests there were, refused ones included."""
        return self._tokens.requests

    @property
    def faults(self) -> list[Fault]:
        """The fault rules in force."""
        return self._faults.rules

    def add_fault(self, fault: Fault) -> None:
        """Adds a fault rule; raises `ValueError` for a broken pattern."""
        self._faults.add(fault)

    def clear_faults(self) -> None:
        """Removes every fault rule."""
        self._faults.clear()

    def revoke_tokens(self) -> None:
        """Makes every issued token stop working."""
        self._tokens.revoke_all()

    def rows(self, path: str) -> Any:  # noqa: ANN401 - JSON of any shape
        """What GET on a path (relative to the API base, query allowed) answers, decoded.

        Needs no token and is not counted. Raises `LookupError` where the API would refuse.
        """
        bare, _, query = path.partition("?")
        try:
            match = self._api.router.match("GET", bare)
            caller = self._world.organizations.get(match.path.get("org_id", ""))
            answer = self._api.run(match, caller, query.encode(), {}, b"", self._clock())
        except ApiError as error:
            raise LookupError(path, error.status, error.body) from None
        return msgspec.json.decode(answer.body)

    def users(self, organization_id: str) -> list[dict[str, Any]]:
        """The users of an organization that are not deleted, as the API lists them."""
        rows: list[dict[str, Any]] = self.rows(f"/org/{organization_id}/users")
        return rows
