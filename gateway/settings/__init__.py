"""Settings: read once at the start, checked as a whole, frozen from then on."""

from gateway.settings.effective import EffectiveSetting, effective_settings
from gateway.settings.error import SettingsError
from gateway.settings.limits import LimitSettings
from gateway.settings.load import load_settings
from gateway.settings.model import (
    CacheSettings,
    JwtSettings,
    OrganizationSettings,
    Settings,
    UpstreamSettings,
)

__all__ = [
    "CacheSettings",
    "EffectiveSetting",
    "JwtSettings",
    "LimitSettings",
    "OrganizationSettings",
    "Settings",
    "SettingsError",
    "UpstreamSettings",
    "effective_settings",
    "load_settings",
]
