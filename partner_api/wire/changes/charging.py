"""Writing how charging devices are steered."""

from domain.charging_config import SmartChargingMode
from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.values import hours_and_minutes, one_of

_DAY: Table = {
    "target_percent": Field("charge_percentage"),
    "deadline": Field("charge_deadline", hours_and_minutes),
}

CHARGE_POLICY: Table = {
    "monday": Field("mon", within=_DAY),
    "tuesday": Field("tue", within=_DAY),
    "wednesday": Field("wed", within=_DAY),
    "thursday": Field("thu", within=_DAY),
    "friday": Field("fri", within=_DAY),
    "saturday": Field("sat", within=_DAY),
    "sunday": Field("sun", within=_DAY),
    "timezone": Field("timezone"),
}

_MODES = {
    SmartChargingMode.OFF: "none",
    SmartChargingMode.SPOT_PRICE: "spot",
    SmartChargingMode.SOLAR_SURPLUS: "hems",
    SmartChargingMode.SOLAR_SURPLUS_AND_SPOT_PRICE: "hems_and_spot",
}

CHARGING_CONFIG: Table = {
    "mode": Field("smart_charging_mode", one_of(_MODES)),
    "surplus_export_to_start_watts": Field("hems_min_export_to_start_w"),
    "surplus_import_to_stop_watts": Field("hems_max_import_before_stopping_w"),
}
