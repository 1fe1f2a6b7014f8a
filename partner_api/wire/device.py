"""What all kinds of devices have in common on the wire."""

from datetime import UTC, datetime
from typing import Any

from domain.device import BoostState, DeviceKind, DeviceModel, HealthStatus, PriceZone
from domain.ids import IdKind, encode_id
from partner_api import surprises
from partner_api.wire.row import Int32, WireRow, expect_same, identity, link
from partner_api.wire.values import choice, instant, lower_names

_HEALTH = lower_names(HealthStatus, without=HealthStatus.UNKNOWN) | {"unknown": HealthStatus.UNKNOWN}
_PRICE_ZONES = lower_names(PriceZone, without=PriceZone.OTHER)
_BOOST_STATES = lower_names(BoostState, without=BoostState.UNKNOWN) | {"unknown": BoostState.UNKNOWN}
_ID_KINDS = {kind: IdKind[kind.name] for kind in DeviceKind if kind is not DeviceKind.OTHER} | {
    DeviceKind.OTHER: IdKind.OTHER_DEVICE
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class WireOwner(WireRow, frozen=True, kw_only=True, gc=False):
    """Whose device it is."""

    id: str | None = None


class WireDeviceType(WireRow, frozen=True, kw_only=True, gc=False):
    """The model's kind, in the upstream's own words."""

    short_name: str | None = None
    long_name: str | None = None


class WireDeviceModel(WireRow, frozen=True, kw_only=True, gc=False):
    """Make and model."""

    device_type: WireDeviceType | None = None
    manufacturer: str | None = None
    model: str | None = None
    year: Int32 | None = None
    cloud_service: str | None = None
    cloud_service_instructions: str | None = None
    cloud_service_signup_link: str | None = None


class WireDevice(WireRow, frozen=True, kw_only=True, gc=False):
    """The members that every kind of device has."""

    id: str | None = None
    owner: WireOwner | None = None
    building: str | None = None
    device_model: WireDeviceModel | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None
    connection_status: str | None = None
    monitoring_status: str | None = None
    steering_status: str | None = None
    actual_steering_state: str | None = None
    lifecycle_state: str | None = None
    lifecycle_error: str | None = None
    price_zone: str | None = None
    external_device_id: str | None = None
    is_authenticated: bool | None = None
    action_needed: bool | None = None
    is_smart_optimization_active: bool | None = None
    is_pause_power_active: bool | None = None
    pause_power_until: datetime | None = None
    is_inverter_forced_mode_enabled: bool | None = None
    is_inverter_forced_mode_active: bool | None = None
    inverter_forced_mode_since: datetime | None = None
    is_trading_enabled: bool | None = None
    optimization_score: float | None = None
    current_mode: str | None = None
    comment: str | None = None
    authorization_url: str | None = None
    current_state_last_updated_at: datetime | None = None
    last_monitoring_executed_at: datetime | None = None


def device_fields(row: WireDevice, kind: DeviceKind, organization_id: str, user_id: str) -> dict[str, Any]:
    """Give the keyword arguments that the records of all kinds share.

    Raises:
        UpstreamInvalidResponse: The id is missing, or the device is another user's.

    """
    device_id = identity(row.id, "the id of a device")
    expect_same(row.owner.id if row.owner is not None else None, user_id, "the owner of a device")
    created_at = instant(row.created_at)
    updated_at = instant(row.updated_at)
    if created_at is None or updated_at is None:
        surprises.unusable("device.created_at", "missing, or updated_at is")
    return {
        "id": encode_id(_ID_KINDS[kind], organization_id, user_id, device_id),
        "device_id": device_id,
        "owner_id": user_id,
        "kind": kind,
        "building_id": link(row.building, "device.building"),
        "model": None if row.device_model is None else _model(row.device_model),
        "created_at": created_at or updated_at or _EPOCH,
        "updated_at": updated_at or created_at or _EPOCH,
        "deleted_at": row.deleted_at and instant(row.deleted_at),
        "connection_status": health(row.connection_status, "device.connection_status"),
        "monitoring_status": health(row.monitoring_status, "device.monitoring_status"),
        "steering_status": health(row.steering_status, "device.steering_status"),
        "steering_state": row.actual_steering_state or "unknown",
        "lifecycle_state": row.lifecycle_state or "authenticated",
        "lifecycle_error": row.lifecycle_error,
        "price_zone": price_zone(row.price_zone, "device.price_zone"),
        "external_id": row.external_device_id or None,
        "is_authenticated": row.is_authenticated or False,
        "is_action_needed": row.action_needed or False,
        "is_smart_optimization_active": row.is_smart_optimization_active or False,
        "is_power_pause_active": row.is_pause_power_active or False,
        "power_pause_ends_at": row.pause_power_until and instant(row.pause_power_until),
        "is_inverter_forced_mode_enabled": row.is_inverter_forced_mode_enabled or False,
        "is_inverter_forced_mode_active": row.is_inverter_forced_mode_active or False,
        "inverter_forced_mode_started_at": row.inverter_forced_mode_since
        and instant(row.inverter_forced_mode_since),
        "is_trading_enabled": row.is_trading_enabled or False,
        "optimization_score": row.optimization_score,
        "current_mode": row.current_mode,
        "comment": row.comment,
        "authorization_url": row.authorization_url,
        "state_updated_at": row.current_state_last_updated_at and instant(row.current_state_last_updated_at),
        "monitored_at": row.last_monitoring_executed_at and instant(row.last_monitoring_executed_at),
    }


def health(text: str | None, field: str) -> HealthStatus:
    """Read one of the three health statuses; null means unknown."""
    known = _HEALTH.get(text) if text is not None else HealthStatus.UNKNOWN
    return known or choice(text, _HEALTH, HealthStatus.UNKNOWN, field) or HealthStatus.UNKNOWN


def boost_state(text: str | None) -> BoostState:
    """Read the state of a boost; null means unknown."""
    return choice(text, _BOOST_STATES, BoostState.UNKNOWN, "device.boost_state") or BoostState.UNKNOWN


def price_zone(text: str | None, field: str) -> PriceZone | None:
    """Read a price zone; an empty text means none."""
    return choice(text or None, _PRICE_ZONES, PriceZone.OTHER, field)


def _model(row: WireDeviceModel) -> DeviceModel:
    kind = row.device_type
    return DeviceModel(
        type_code=None if kind is None else kind.short_name,
        type_name=None if kind is None else kind.long_name,
        manufacturer=row.manufacturer,
        name=row.model,
        year=row.year,
        cloud_service_id=row.cloud_service,
        cloud_service_instructions=row.cloud_service_instructions,
        cloud_service_sign_up_url=row.cloud_service_signup_link,
    )
