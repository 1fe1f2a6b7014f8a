"""From the claims of a verified token to the viewer it stands for."""

import math
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from domain.errors import Unauthenticated
from domain.ids import IdKind, decode_id, is_uuid
from domain.roles import Role, Viewer
from gateway.settings.model import JwtSettings

_END_OF_TIME = 253402300799.0  # 9999-12-31T23:59:59Z, the last second a datetime can hold


class Acceptance(NamedTuple):
    """A viewer and the Unix time until which the token is accepted, leeway included."""

    viewer: Viewer
    until: float


class ClaimReader:
    """Checks claims against the settings."""

    def __init__(self, jwt: JwtSettings, organization_ids: frozenset[str]) -> None:
        self._jwt = jwt
        self._organization_ids = organization_ids
        self._roles = {
            jwt.administrator_role: Role.ADMINISTRATOR,
            jwt.staff_role: Role.STAFF,
            jwt.user_role: Role.USER,
        }

    def read(self, payload: bytes, now: float) -> Acceptance:
        """Who the payload of a verified token stands for at the Unix time ``now``.

        Raises :class:`Unauthenticated` if it is not for this gateway, not for this time, or
        names an organization, role or user that it must not name.
        """
        try:
            claims = msgspec.json.decode(payload, type=dict[str, object])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Unauthenticated("the claims are not a JSON object") from None
        self._check_origin(claims)
        expires = self._check_time(claims, now)
        role = self._role(claims)
        organization_id = self._organization_id(claims)
        viewer = Viewer(
            organization_id=organization_id,
            role=role,
            user_id=self._user_id(claims, role, organization_id),
            expires_at=datetime.fromtimestamp(expires, UTC),
        )
        return Acceptance(viewer, expires + self._jwt.leeway_seconds)

    def _check_origin(self, claims: dict[str, object]) -> None:
        if claims.get("iss") != self._jwt.issuer:
            raise Unauthenticated("the token is from another issuer")
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if self._jwt.audience not in audiences:
            raise Unauthenticated("the token is for another audience")

    def _check_time(self, claims: dict[str, object], now: float) -> float:
        """The Unix time at which the token expires."""
        expires = _instant(claims, "exp")
        if expires is None:
            raise Unauthenticated("the token has no expiry")
        if now >= expires + self._jwt.leeway_seconds:
            raise Unauthenticated("the token has expired")
        not_before = _instant(claims, "nbf")
        if not_before is not None and now < not_before - self._jwt.leeway_seconds:
            raise Unauthenticated("the token is not valid yet")
        return expires

    def _organization_id(self, claims: dict[str, object]) -> str:
        value = claims.get(self._jwt.organization_claim)
        if not isinstance(value, str) or value.lower() not in self._organization_ids:
            raise Unauthenticated("the token names no configured organization")
        return value.lower()

    def _role(self, claims: dict[str, object]) -> Role:
        value = claims.get(self._jwt.role_claim)
        role = self._roles.get(value) if isinstance(value, str) else None
        if role is None:
            raise Unauthenticated("the token names no known role")
        return role

    def _user_id(self, claims: dict[str, object], role: Role, organization_id: str) -> str | None:
        value = claims.get(self._jwt.user_claim)
        if value is None:
            if role is Role.USER:
                raise Unauthenticated("the token of an end user names no user")
            return None
        if not isinstance(value, str):
            raise Unauthenticated("the token's user is not a UUID")
        if is_uuid(value.lower()):
            return value.lower()
        # Who adds users through this gateway knows them by the ids that it gives them.
        decoded = decode_id(value)
        if decoded is None or decoded.kind is not IdKind.USER:
            raise Unauthenticated("the token's user is not a UUID")
        if not decoded.belongs_to(organization_id):
            raise Unauthenticated("the token's user is of another organization")
        return decoded.own_id


def _instant(claims: dict[str, object], name: str) -> float | None:
    """A claim as Unix time in seconds, None if it is not there."""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unauthenticated(f"the claim {name} is not a time")
    if not math.isfinite(value) or not 0 <= value <= _END_OF_TIME:
        raise Unauthenticated(f"the claim {name} is not a time")
    return float(value)
