"""Deciding whether an operation is run: what it may cost, and whether the viewer has that left."""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from graphql import OperationDefinitionNode

from domain.errors import RateLimited
from domain.roles import Role, Viewer
from execution import Document, DocumentLimits
from execution.guard import Excess, Points, Pricing, measure_variables
from gateway.errors import DOCUMENT_TOO_COMPLEX, ErrorList, limit_error, request_error
from gateway.http.refusal import Refusal
from gateway.limits.budgets import Budgets
from gateway.limits.charge import Charge
from gateway.limits.words import sentence, told_number
from gateway.settings.limits import LimitSettings, RoleLimits

_LONGEST_WAIT_SECONDS = 120


class Admission:
    """Limits by role, prices by document, budgets by viewer."""

    def __init__(
        self,
        settings: LimitSettings,
        pricing: Pricing,
        budgets: Budgets,
        sees_everybody: Callable[[Viewer], bool],
    ) -> None:
        """Wire the parts.

        Args:
            settings: The limits of all roles.
            pricing: Makes the prices of documents.
            budgets: What is left of a minute.
            sees_everybody: Whether a viewer reaches all users of the organization; it hangs on the role.

        """
        self._limits: Mapping[Role, RoleLimits] = {
            Role.ADMINISTRATOR: settings.administrator,
            Role.STAFF: settings.staff,
            Role.USER: settings.user,
        }
        self._tightest = settings.user
        self._organization_users = settings.organization_users
        self._sees_everybody = sees_everybody
        self._owners: dict[Role, int] = {}
        self._pricing = pricing
        self._budgets = budgets

    def document_limits(self, viewer: Viewer) -> DocumentLimits:
        """How much of everything a document of this viewer may have."""
        return self._of(viewer).document

    def reckon(
        self,
        viewer: Viewer,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] | None,
        request_id: str,
    ) -> Points:
        """What an operation may cost at most, with these variables.

        Raises:
            Refusal: The variables are too large, or it may cost more than this viewer's may.

        """
        limits = self._of(viewer).document
        given: Mapping[str, Any] = variables or {}
        excess = measure_variables(given, limits) if given else None
        if excess is not None:
            raise too_complex(excess, request_id)
        owners = self._owners.get(viewer.role) or self._reached(viewer)
        points = document.price(operation, self._pricing).points(given, owners)
        if points.total > limits.points:
            raise too_complex(Excess("points", points.total, limits.points), request_id)
        return points

    async def admit(self, viewer: Viewer, points: Points, request_id: str, *, is_told: bool) -> Charge:
        """Take the points out of the viewer's budget.

        Raises:
            Refusal: There are not enough left in this minute.

        """
        limit = self._of(viewer).points_per_minute
        key = f"{viewer.organization_id} {viewer.role.value} {viewer.user_id}"
        charge = Charge(self._budgets, key, limit, points, is_told)
        if limit:
            refused = await self._budgets.spend(key, points.total, limit)
            if refused is not None:
                raise rate_limited(refused.retry_after_seconds, request_id)
        return charge

    def _reached(self, viewer: Viewer) -> int:
        """How many users an operation of this viewer may reach, which is worked out once for each role."""
        owners = self._organization_users if self._sees_everybody(viewer) else 1
        self._owners[viewer.role] = owners
        return owners

    def _of(self, viewer: Viewer) -> RoleLimits:
        return self._limits.get(viewer.role, self._tightest)


def too_complex(excess: Excess, request_id: str) -> Refusal:
    """There is too much of something in what was sent."""
    told: ErrorList = limit_error(
        DOCUMENT_TOO_COMPLEX,
        sentence(excess),
        {
            "name": _camel(excess.name),
            "actual": told_number(excess.actual),
            "allowed": told_number(excess.most),
        },
        request_id,
    )
    return Refusal(400, told, is_request_error=True)


def rate_limited(seconds: float, request_id: str) -> Refusal:
    """Too much was asked for in this minute; there will be room again after so many seconds."""
    wait = min(max(1, ceil(seconds)), _LONGEST_WAIT_SECONDS)
    return Refusal(429, request_error(RateLimited(wait), request_id), {"retry-after": str(wait)})


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
