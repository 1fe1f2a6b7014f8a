"""Error bodies."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from sandbox.models.enums import BoostRefusal, BoostState


class ErrorDetail(Struct):
    """Body of 400, 401, 403, 404 and 413."""

    detail: str


class ValidationErrorItem(Struct):
    """One problem of a refused request; `loc` leads from "body", "query" or "path" to the value."""

    type: str
    loc: list[str | int]
    msg: str
    ctx: dict[str, Any] | UnsetType = UNSET


class ValidationError(Struct):
    """Body of 422: every problem found, not only the first."""

    detail: list[ValidationErrorItem]


class BoostConflict(Struct):
    """Body of the 409 of a refused boost."""

    state: BoostState
    reason: BoostRefusal


class OAuthError(Struct):
    """Body of a refused token request."""

    error: str
