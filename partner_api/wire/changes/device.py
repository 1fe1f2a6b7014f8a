"""Writing what all kinds of devices have in common."""

from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.values import at, by_name

_MODEL: Table = {
    "type_code": Field("device_type.short_name"),
    "type_name": Field("device_type.long_name"),
    "manufacturer": Field("manufacturer"),
    "name": Field("model"),
    "year": Field("year"),
    "cloud_service_id": Field("cloud_service_id"),  # read as "cloud_service"
}

DEVICE: Table = {
    "building_id": Field("building_id"),  # read as "building"
    "model": Field("device_model", within=_MODEL),
    "price_zone": Field("price_zone", by_name),
    "is_smart_optimization_active": Field("is_smart_optimization_active"),
    "is_power_pause_active": Field("is_pause_power_active"),
    "power_pause_ends_at": Field("pause_power_until", at),
    "is_inverter_forced_mode_enabled": Field("is_inverter_forced_mode_enabled"),
    "is_trading_enabled": Field("is_trading_enabled"),
    "steering_state": Field("actual_steering_state"),
    "comment": Field("comment"),
    "monitored_at": Field("last_monitoring_executed_at", at),
    "lifecycle_state": Field("lifecycle_state"),
    "lifecycle_error": Field("lifecycle_error"),
    "optimization_score": Field("optimization_score"),
}
