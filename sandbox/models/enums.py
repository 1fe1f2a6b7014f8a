"""The closed value lists of the wire."""

from typing import Literal

PriceZone = Literal[
    "AT", "AT_HOURLY", "BE", "CH", "EE", "DE_LU", "HU", "IT_CNOR", "IT_CSUD", "IT_NORD", "IT_PUN", "IT_SARD",
    "IT_SICI", "IT_SUD", "PT", "RO", "SE_1", "SE_2", "SE_3", "SE_4", "UK",
]  # fmt: skip
TradingPriceZone = Literal["AT", "BE", "EE", "DE_LU", "PT", "SE_1", "SE_2", "SE_3", "SE_4", "UK"]
HealthStatus = Literal["ok", "warning", "error", "unknown"]
Role = Literal["admin", "staff", "user"]
EnergyContractType = Literal["spot_hourly", "monthly", "yearly"]
PropertyType = Literal["Detached", "Semi-detached", "Bungalow", "Terraced", "End-terrace", "Flat"]
OnboardingLanguage = Literal["sv", "de", "en", "hu", "it", "et", "pl", "ro"]
OnboardingDeviceType = Literal["ev", "iv", "wb", "hp"]
OptimizationLevel = Literal["Low", "Mid", "Max"]
BoostState = Literal["available", "requested", "ongoing", "unavailable"]
BoostRefusal = Literal["already_charging", "fully_charged", "no_active_session", "internal_error"]
WallboxMode = Literal["READY", "PLUGGED_IN", "CHARGING", "UNAVAILABLE", "UNKNOWN"]
WallboxConnection = Literal["online", "offline", "never_connected"]
SmartChargingMode = Literal["none", "spot", "hems", "hems_and_spot"]
ModeUnavailableReason = Literal[
    "no_ev",
    "no_battery_capacity",
    "no_actuator",
    "wallbox_not_modulating",
    "no_inverter",
    "inverter_no_export_data",
]
CueOutcome = Literal["success", "fail"]
TradingPriceState = Literal["success", "existing", "non_existing", "late", "empty"]
LoadCurveResolution = Literal["15MIN", "1HOUR"]
