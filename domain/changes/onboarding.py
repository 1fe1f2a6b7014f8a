"""Asking for the pages on which a device is connected, for the first time or again."""

from msgspec import UNSET, UnsetType

from domain.changes.base import Changes
from domain.device import DeviceKind, PriceZone
from domain.onboarding_session import OnboardingLanguage
from domain.record import Record


class OnboardingRequest(Changes, frozen=True, kw_only=True):
    """An invitation of a user. URLs have at most 8,000 characters."""

    user_id: str
    success_url: str
    cancel_url: str
    language: OnboardingLanguage
    price_zone: PriceZone
    kind: DeviceKind | UnsetType | None = UNSET
    building_id: str | UnsetType | None = UNSET
    is_smart_optimization_active: bool | UnsetType = UNSET


class ReauthenticationRequest(Changes, frozen=True, kw_only=True):
    """Where the owner is sent after logging in again."""

    success_url: str | UnsetType | None = UNSET
    cancel_url: str | UnsetType | None = UNSET


class ReauthenticationSession(Record, frozen=True, kw_only=True):
    """Where the owner logs in again; whoever has the URL can do so."""

    authentication_url: str | None = None
    device_id: str | None = None
    session_id: str | None = None
