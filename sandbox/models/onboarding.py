"""Connecting devices: onboarding sessions and renewed logins."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from sandbox.models.enums import OnboardingDeviceType, OnboardingLanguage, PriceZone
from sandbox.models.formats import Day, Text8000, Uri, Uuid


class AuthSessionCreate(Struct, kw_only=True):
    """Where the owner is sent after logging in again."""

    success_url: str | UnsetType | None = UNSET
    cancel_url: str | UnsetType | None = UNSET


class AuthSession(Struct, kw_only=True):
    """Where the owner logs in again."""

    authentication_url: str | None
    device_id: Uuid | None
    session_id: Uuid | None


class OnboardingSessionCreate(Struct, kw_only=True):
    """An invitation of a user to connect a device."""

    success_url: Text8000
    cancel_url: Text8000
    language: OnboardingLanguage
    price_zone_default: PriceZone
    device_type: OnboardingDeviceType | UnsetType | None = UNSET
    is_smart_optimization_active_default: bool | UnsetType = UNSET
    user_id: Uuid
    building_id: Uuid | UnsetType | None = UNSET


class OnboardingSession(Struct, kw_only=True):
    """A page where a user connects a device, valid to the end of `expiration_date`."""

    id: Uuid
    authentication_url: Uri
    user: Uuid
    success_url: Text8000
    cancel_url: Text8000
    expiration_date: Day
    object_id: Uuid | None = None
    external_metadata: dict[str, Any] | None = None
    price_zone_default: PriceZone | None = None
    device_type: OnboardingDeviceType | None = None
    language: str | None = None
