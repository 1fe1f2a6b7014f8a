"""A bounded share of ``python -m tests.security.oracle``, and that the oracle sees what is broken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest

from domain.visibility import VisibleOrganizationId, VisibleUserId
from permissions.access import Access
from resolvers import ahead, onboarding_session, savings, trading
from tests.engine_under_test import ENGINE
from tests.security.oracle.asking import Focus
from tests.security.oracle.judging import Exposed
from tests.security.oracle.run import OracleRun

pytestmark = [
    pytest.mark.anyio,
    # graphql-core leaves coroutines of its own behind where errors spread.
    pytest.mark.filterwarnings("ignore:coroutine", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

_TYPES = ("User", "Building", "EnergyContract", "HeatPump", "ElectricVehicle", "SolarInverter", "Wallbox")
_ENOUGH = 500
"""Operations within which a broken permission is found."""


async def test_nobody_sees_what_is_not_granted() -> None:
    async with OracleRun() as oracle:
        await oracle.run(seed=0, queries=100)
    tally = oracle.tally
    assert set(tally.operations) == {"query", "deferred", "mutation", "subscription"}
    # A gateway that shows nothing exposes nothing: it has to have shown everything to somebody.
    assert {each.partition(": ")[2] for each in tally.shown} >= set(_TYPES)
    assert {each.partition(": ")[0] for each in tally.shown} == {"admin", "staff", "user"}
    assert {"user GET", "staff GET", "admin GET"} <= set(tally.calls)
    refused = tally.errors["GRAPHQL_VALIDATION_FAILED"] + tally.errors["UPSTREAM_UNAVAILABLE"]
    assert refused < sum(tally.operations.values()) / 5, tally.errors
    assert tally.kept["query"] > 50
    assert tally.errors["INTERNAL_SERVER_ERROR"] == 0


async def _every_session(context: Any, decoded: Any) -> Any:
    """Looking up a session without looking whose it is."""
    key = (VisibleUserId(context.viewer.user_id or decoded.owner_id), decoded.own_id)
    return await context.loaders.details.onboarding_session_by_id.load(key)


@dataclass(frozen=True)
class _Broken:
    """A permission that is broken, by what stands where instead, and what to ask to notice it soon."""

    instead: Sequence[tuple[object, str, Callable[..., Any] | property]]
    focus: Focus


_QUERIES = {"query": 1}
_BROKEN = {
    "every user is visible": _Broken(
        [(Access, "visible_user_id", lambda self, user_id: VisibleUserId(user_id))], Focus(_QUERIES, "user")
    ),
    "everybody is listed": _Broken(
        [
            (
                Access,
                "visible_organization",
                lambda self: VisibleOrganizationId(self.viewer.organization_id),
            )
        ],
        Focus(_QUERIES, "user", frozenset({"organization"})),
    ),
    "figures are everybody's": _Broken(
        [
            (import_module("permissions.guard"), "_refused", lambda rule, matrix: frozenset()),
            (savings, "whole_organization", lambda context: context.viewer.organization_id),
            (trading, "whole_organization", lambda context: context.viewer.organization_id),
        ],
        Focus(_QUERIES, "user", frozenset({"organization"})),
    ),
    "everything may be written": _Broken(
        [(Access, "may", lambda self, resource, action, owner_id: True)],
        Focus({"mutation": 1}, "staff", frozenset({"userUpdate", "userDelete"})),
    ),
    "sessions are anybody's": _Broken(
        [(onboarding_session, "find_onboarding_session", _every_session)],
        Focus(_QUERIES, "user", frozenset({"onboardingSession"})),
    ),
    "what is kept is everybody's": _Broken(
        [(Access, "viewer", property(lambda self: self._viewer))],  # without a note that somebody looked
        Focus(_QUERIES, "user", frozenset({"viewer", "organization"})),
    ),
    "everybody's data is loaded ahead": _Broken(
        [
            (ahead, "visible_owner", lambda context, decoded: decoded.owner_id),
            (Access, "require_user", lambda self, user_id: VisibleUserId(user_id)),
        ],
        Focus(_QUERIES, "user", frozenset({"user", "building", "node", "nodes"})),
    ),
}


@pytest.mark.parametrize("name", _BROKEN)
async def test_the_oracle_notices(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "everybody's data is loaded ahead" and ENGINE != "compiled":
        pytest.skip("graphql-core does not look ahead")
    for where, attribute, instead in _BROKEN[name].instead:
        monkeypatch.setattr(where, attribute, instead)
    async with OracleRun() as oracle:
        with pytest.raises(Exposed):
            await oracle.run(seed=0, queries=_ENOUGH, focus=_BROKEN[name].focus)
