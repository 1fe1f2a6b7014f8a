"""Taking the action that a device asks its owner to take."""

from collections.abc import Mapping
from enum import Enum

from msgspec import UNSET, UnsetType

from domain.changes.base import Changes


class CueOutcome(Enum):
    """How an action ended. Failure leaves it open."""

    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"


class CueResolution(Changes, frozen=True, kw_only=True):
    """Where the owner is sent afterwards, and what the upstream's pages should know.

    ``language`` is an IETF tag; the objects are passed on as they are.
    """

    success_url: str
    cancel_url: str
    language: str | UnsetType | None = UNSET
    location: Mapping[str, object] | UnsetType | None = UNSET
    client_info: Mapping[str, object] | UnsetType | None = UNSET


class CueReport(Changes, frozen=True, kw_only=True):
    """How an action ended; the objects are passed on as they are."""

    outcome: CueOutcome
    payload: Mapping[str, object] | UnsetType | None = UNSET
    location: Mapping[str, object] | UnsetType | None = UNSET
    client_info: Mapping[str, object] | UnsetType | None = UNSET
