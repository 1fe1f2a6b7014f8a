"""Cues: actions a device asks its owner to take. `CueResolve` is written in camelCase."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from sandbox.models.enums import CueOutcome


class CueResolve(Struct, kw_only=True, rename="camel"):
    """Starts the pending action of a cue."""

    success_url: str
    cancel_url: str
    language: str | UnsetType | None = UNSET
    location: dict[str, Any] | UnsetType | None = UNSET
    client_info: dict[str, Any] | UnsetType | None = UNSET


class CueRedirect(Struct, kw_only=True):
    """Where the owner is to be sent."""

    redirect_url: str


class CueState(Struct, kw_only=True):
    """How an active action ended."""

    state: CueOutcome
    payload: dict[str, Any] | UnsetType | None = UNSET
    location: dict[str, Any] | UnsetType | None = UNSET
    client_info: dict[str, Any] | UnsetType | None = UNSET


class CueStateResult(Struct, kw_only=True):
    """The action that was reported on."""

    action_id: str
