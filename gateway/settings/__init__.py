"""Settings: read once at the start, checked as a whole, frozen from then on."""

from gateway.settings.effective import EffectiveSetting, effective_settings
from gateway.settings.error import SettingsError
from gateway.settings.limits import LimitSettings
from gateway.settings.load import load_settings
from gateway.settings.model import (
    ApiClientSettings,
    CacheSettings,
    EdgeSettings,
    JwtSettings,
    OrganizationSettings,
    Settings,
    TelemetrySettings,
    TokenEndpointSettings,
    UpstreamSettings,
)

__all__ = [
    "ApiClientSettings",
    "CacheSettings",
    "EdgeSettings",
    "EffectiveSetting",
    "JwtSettings",
    "LimitSettings",
    "OrganizationSettings",
    "Settings",
    "SettingsError",
    "TelemetrySettings",
    "TokenEndpointSettings",
    "UpstreamSettings",
    "effective_settings",
    "load_settings",
]
