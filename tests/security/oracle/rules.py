"""The matrix of docs/permissions.md, written a second time, in the words of the Partner API.

Nothing here comes from ``permissions/``: what the gateway grants is judged by what this page grants.
"""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

ORGANIZATION_FIGURES = frozenset(
    {"OrganizationSavings", "DayAheadPrice", "DayAheadPriceConnection", "LoadCurve", "LoadCurvePoint"}
)
"""Types that end users never see anything of."""

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ORGANIZATION = re.compile(rf"/org/({_UUID})/(?:devices/savings|trading/[A-Za-z0-9_/-]+)")
_USER = re.compile(rf"/org/({_UUID})/users/({_UUID})(?:/([a-z-]+))?(?:/.*)?")
_USERS = re.compile(rf"/org/({_UUID})/users")
_SESSION = re.compile(rf"/device-onboarding(?:/{_UUID})?")
_CUE = re.compile(rf"/cues/({_UUID})/(?:resolve|state)")


@dataclass(frozen=True)
class Seer:
    """Who asks: the role in the Partner API's words, and the own user if there is one."""

    role: str
    organization_id: str
    user_id: str | None

    @property
    def sees_everybody(self) -> bool:
        """Administrators and staff see all of their organization."""
        return self.role in ("admin", "staff")

    def sees(self, organization_id: str, user_id: str | None) -> bool:
        """Whether the matrix grants what belongs to that user; None is the organization as a whole."""
        if organization_id != self.organization_id:
            return False
        return self.sees_everybody or (user_id is not None and user_id == self.user_id)


@dataclass(frozen=True)
class UpstreamCall:
    """A call as the Partner API got it. ``organization_id`` is the one whose token came along."""

    method: str
    path: str
    body: Any
    organization_id: str | None


def may_call(
    seer: Seer,
    call: UpstreamCall,
    roles: Mapping[str, str],
    owners: Callable[[str], AbstractSet[tuple[str, str | None]]],
) -> bool:
    """Whether the matrix grants a call that was made for that viewer.

    Args:
        seer: The viewer.
        call: The call.
        roles: The role of every user, by id.
        owners: Tells whose a cue is, by its id.

    """
    if call.organization_id != seer.organization_id:
        return False
    if _SESSION.fullmatch(call.path):
        # The answer to a look-up says whose the session is; what is shown of it is judged by content.
        return call.method == "GET" or seer.sees(seer.organization_id, str(call.body["user_id"]))
    if cue := _CUE.fullmatch(call.path):
        return any(seer.sees(*owner) for owner in owners(cue[1]))
    if _USERS.fullmatch(call.path):
        return _may_use_members(seer, call)
    if user := _USER.fullmatch(call.path):
        return _may_use_user(seer, call, user[1], user[2], user[3], roles)
    whole = _ORGANIZATION.fullmatch(call.path)
    if whole is None or whole[1] != seer.organization_id:
        return False
    return seer.role == "admin" or (seer.role == "staff" and call.method == "GET")


def _may_use_members(seer: Seer, call: UpstreamCall) -> bool:
    if call.path != f"/org/{seer.organization_id}/users":
        return False
    if call.method == "GET":
        return seer.sees_everybody
    return seer.role == "admin" or (seer.role == "staff" and call.body["role"] == "user")


def _may_use_user(
    seer: Seer,
    call: UpstreamCall,
    organization_id: str,
    user_id: str,
    below: str | None,
    roles: Mapping[str, str],
) -> bool:
    if not seer.sees(organization_id, user_id):
        return False
    if call.method == "GET":
        return True
    if below == "energy-contracts":
        return seer.sees_everybody
    if below is not None:
        return True
    is_own = user_id == seer.user_id
    if call.method == "DELETE":
        return seer.role == "admin" or (seer.role == "staff" and roles.get(user_id) == "user")
    if "role" in call.body and call.body["role"] != roles.get(user_id):
        return seer.role == "admin" and not is_own
    if "external_user_id" in call.body and not seer.sees_everybody:
        return False
    return seer.role == "admin" or is_own or (seer.role == "staff" and roles.get(user_id) == "user")
