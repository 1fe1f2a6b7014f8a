"""What the four device kinds have in common."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from sandbox.models.enums import HealthStatus, PriceZone
from sandbox.models.formats import Email, Text20, Text300, Timestamp, Uri, Uuid

ExternalDeviceId = Annotated[str, Meta(max_length=255)]


class DeviceOwner(Struct, kw_only=True):
    """The user inside a device; the partner's own key is `external_id` here."""

    id: Uuid
    email: Email | None = None
    first_name: str | None = None
    last_name: str | None = None
    external_id: str | None = None


class DeviceType(Struct, kw_only=True):
    """Kind of hardware."""

    short_name: str
    long_name: str


class DeviceModel(Struct, kw_only=True):
    """Make and model as read."""

    device_type: DeviceType
    manufacturer: str
    model: str
    year: int | None = None
    cloud_service: Uuid | None = None
    cloud_service_instructions: str | None = None
    cloud_service_signup_link: str | None = None


class DeviceModelWrite(Struct, kw_only=True):
    """Make and model as written."""

    device_type: DeviceType
    manufacturer: str
    model: str
    year: int | UnsetType | None = UNSET
    cloud_service_id: Uuid | UnsetType | None = UNSET


class ResolutionLink(Struct, kw_only=True):
    """Where an action is resolved; the link carries the cue and a secret valid for one hour."""

    url: Uri
    required_parameters: list[str]


class ReauthenticateAction(Struct, kw_only=True):
    """The connection to the manufacturer lapsed and the owner must log in again."""

    code: Literal["reauthenticate"]
    resolution_link: ResolutionLink


class Device(Struct, kw_only=True):
    """Fields of every device. Concrete kinds add settings and live readings."""

    id: Uuid
    owner: DeviceOwner
    device_model: DeviceModel | None = None
    created_at: Timestamp
    updated_at: Timestamp
    connection_status: HealthStatus = "unknown"
    monitoring_status: HealthStatus = "unknown"
    steering_status: HealthStatus = "unknown"
    price_zone: PriceZone | None = None
    deleted_at: Timestamp | None = None
    lifecycle_state: Text20 = "authenticated"
    lifecycle_error: str | None = None
    building: Uuid | None = None
    pause_power_until: Timestamp | None = None
    is_pause_power_active: bool = False
    external_device_id: ExternalDeviceId | None = ""
    is_authenticated: bool = False
    is_smart_optimization_active: bool = False
    optimization_score: float | None = None
    current_mode: str | None = None
    comment: Text300 | None = None
    current_state_last_updated_at: Timestamp | None = None
    last_monitoring_executed_at: Timestamp | None = None
    is_inverter_forced_mode_enabled: bool = False
    is_inverter_forced_mode_active: bool = False
    inverter_forced_mode_since: Timestamp = "0001-01-01T00:00:00Z"
    is_trading_enabled: bool = False
    actual_steering_state: Text20 = "unknown"
    action_needed: bool = False
    authorization_url: Uri | None = None


class DeviceWrite(Struct, kw_only=True):
    """Fields every device create and update takes; fields that are not sent stay."""

    is_pause_power_active: bool | UnsetType = UNSET
    is_smart_optimization_active: bool | UnsetType = UNSET
    device_model: DeviceModelWrite | UnsetType | None = UNSET
    price_zone: PriceZone | UnsetType | None = UNSET
    building_id: Uuid | UnsetType | None = UNSET
    pause_power_until: Timestamp | UnsetType | None = UNSET
    comment: Text300 | UnsetType | None = UNSET
    last_monitoring_executed_at: Timestamp | UnsetType | None = UNSET
    is_inverter_forced_mode_enabled: bool | UnsetType = UNSET
    is_trading_enabled: bool | UnsetType = UNSET
    actual_steering_state: Text20 | UnsetType = UNSET
