"""Writing requests for the pages on which a device is connected or its owner acts."""

from domain.changes.cue import CueOutcome
from domain.device import DeviceKind
from domain.onboarding_session import OnboardingLanguage
from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.values import by_name, one_of

_LANGUAGES = {
    OnboardingLanguage.ENGLISH: "en",
    OnboardingLanguage.ESTONIAN: "et",
    OnboardingLanguage.GERMAN: "de",
    OnboardingLanguage.HUNGARIAN: "hu",
    OnboardingLanguage.ITALIAN: "it",
    OnboardingLanguage.POLISH: "pl",
    OnboardingLanguage.ROMANIAN: "ro",
    OnboardingLanguage.SWEDISH: "sv",
}
_KINDS = {
    DeviceKind.ELECTRIC_VEHICLE: "ev",
    DeviceKind.SOLAR_INVERTER: "iv",
    DeviceKind.WALLBOX: "wb",
    DeviceKind.HEAT_PUMP: "hp",
}

ONBOARDING: Table = {
    "user_id": Field("user_id"),
    "success_url": Field("success_url"),
    "cancel_url": Field("cancel_url"),
    "language": Field("language", one_of(_LANGUAGES)),
    "price_zone": Field("price_zone_default", by_name),
    "kind": Field("device_type", one_of(_KINDS)),
    "building_id": Field("building_id"),
    "is_smart_optimization_active": Field("is_smart_optimization_active_default"),
}

REAUTHENTICATION: Table = {
    "success_url": Field("success_url"),
    "cancel_url": Field("cancel_url"),
}

CUE_RESOLUTION: Table = {  # in camel case, unlike everything else
    "success_url": Field("successUrl"),
    "cancel_url": Field("cancelUrl"),
    "language": Field("language"),
    "location": Field("location"),
    "client_info": Field("clientInfo"),
}

CUE_REPORT: Table = {
    "outcome": Field("state", one_of({CueOutcome.SUCCESS: "success", CueOutcome.FAILURE: "fail"})),
    "payload": Field("payload"),
    "location": Field("location"),
    "client_info": Field("client_info"),
}
