"""Answering one request of the API: find the operation, check token and values, run it, encode."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import msgspec

from sandbox.answer import Answer
from sandbox.api_operation import PreparedOperation
from sandbox.catalogue import OPERATIONS
from sandbox.errors import ApiError, Unauthorized
from sandbox.oauth import TokenStore
from sandbox.operation import NO_CONTENT, Call
from sandbox.routing import Match, Router
from sandbox.store.organization import Organization
from sandbox.store.world import World

_encode = msgspec.json.Encoder().encode


class PartnerApi:
    """The API over one world; knows nothing of sockets, faults or counting."""

    def __init__(self, world: World, tokens: TokenStore) -> None:
        self._world = world
        self._tokens = tokens
        self.router = Router(PreparedOperation(operation) for operation in OPERATIONS)

    def answer(self, match: Match, query: bytes, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to a request, refusals included."""
        now = self._world.clock()
        try:
            caller = self._caller(match.operation, headers, now)
            return self.run(match, caller, query, headers, body, now)
        except ApiError as error:
            return refusal(error)

    def run(
        self,
        match: Match,
        caller: Organization | None,
        query: bytes,
        headers: Mapping[str, str],
        body: bytes,
        now: datetime,
    ) -> Answer:
        """The answer for a known caller; raises `ApiError`."""
        checked = match.operation.checked(match.path, query, headers, body)
        result = match.operation.handler(Call(self._world, caller, *checked, now))
        if result is NO_CONTENT:
            return Answer(HTTPStatus.NO_CONTENT, content_type=None)
        return Answer(HTTPStatus.OK, _encode(result))

    def _caller(
        self, operation: PreparedOperation, headers: Mapping[str, str], now: datetime
    ) -> Organization | None:
        if not operation.bearer:
            return None
        organization_id = self._tokens.organization_of(headers.get("authorization"), now)
        if organization_id is None:
            raise Unauthorized
        return self._world.organizations[organization_id]


def refusal(error: ApiError) -> Answer:
    """The answer of a refusal."""
    return Answer(error.status, _encode(error.body), headers=error.headers)
