"""What all devices have in common."""

from datetime import datetime
from enum import Enum

from domain.record import Record


class DeviceKind(Enum):
    """The kinds of devices that the Partner API steers."""

    __hash__ = object.__hash__  # Enum's own is Python, and kinds are in the keys of every list

    HEAT_PUMP = "HEAT_PUMP"
    ELECTRIC_VEHICLE = "ELECTRIC_VEHICLE"
    SOLAR_INVERTER = "SOLAR_INVERTER"
    WALLBOX = "WALLBOX"
    OTHER = "OTHER"


class HealthStatus(Enum):
    """How well one aspect of a device works."""

    OK = "OK"
    WARNING = "WARNING"
    ERROR = "ERROR"
    UNKNOWN = "UNKNOWN"


class PriceZone(Enum):
    """An electricity price zone."""

    AT = "AT"
    AT_HOURLY = "AT_HOURLY"
    BE = "BE"
    CH = "CH"
    EE = "EE"
    DE_LU = "DE_LU"
    HU = "HU"
    IT_CNOR = "IT_CNOR"
    IT_CSUD = "IT_CSUD"
    IT_NORD = "IT_NORD"
    IT_PUN = "IT_PUN"
    IT_SARD = "IT_SARD"
    IT_SICI = "IT_SICI"
    IT_SUD = "IT_SUD"
    PT = "PT"
    RO = "RO"
    SE_1 = "SE_1"
    SE_2 = "SE_2"
    SE_3 = "SE_3"
    SE_4 = "SE_4"
    UK = "UK"
    OTHER = "OTHER"


class BoostState(Enum):
    """Where an immediate charge at full power stands."""

    AVAILABLE = "AVAILABLE"
    REQUESTED = "REQUESTED"
    ONGOING = "ONGOING"
    UNAVAILABLE = "UNAVAILABLE"
    UNKNOWN = "UNKNOWN"


class DeviceModel(Record, frozen=True, kw_only=True):
    """Make and model, and the manufacturer's cloud service behind it."""

    type_code: str | None = None
    type_name: str | None = None
    manufacturer: str | None = None
    name: str | None = None
    year: int | None = None
    cloud_service_id: str | None = None
    cloud_service_instructions: str | None = None
    cloud_service_sign_up_url: str | None = None


class Cue(Record, frozen=True, kw_only=True):
    """What authorizes to take an action: the upstream's id of it, and a secret valid for one hour."""

    cue_id: str
    secret: str


class PendingAction(Record, frozen=True, kw_only=True):
    """Something a person has to do before a device works (again).

    ``resolution_url`` carries the secret. ``cue`` is what was found in it; ``None`` if there was
    nothing to be found.
    """

    code: str
    resolution_url: str
    required_parameters: tuple[str, ...] = ()
    cue: Cue | None = None


class Device(Record, frozen=True, kw_only=True):
    """The fields that every kind of device has."""

    id: str
    device_id: str
    owner_id: str
    kind: DeviceKind
    building_id: str | None = None
    model: DeviceModel | None = None
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    connection_status: HealthStatus = HealthStatus.UNKNOWN
    monitoring_status: HealthStatus = HealthStatus.UNKNOWN
    steering_status: HealthStatus = HealthStatus.UNKNOWN
    steering_state: str = "unknown"
    lifecycle_state: str = "authenticated"
    lifecycle_error: str | None = None
    price_zone: PriceZone | None = None
    external_id: str | None = None
    is_authenticated: bool = False
    is_action_needed: bool = False
    is_smart_optimization_active: bool = False
    is_power_pause_active: bool = False
    power_pause_ends_at: datetime | None = None
    is_inverter_forced_mode_enabled: bool = False
    is_inverter_forced_mode_active: bool = False
    inverter_forced_mode_started_at: datetime | None = None
    is_trading_enabled: bool = False
    optimization_score: float | None = None
    current_mode: str | None = None
    comment: str | None = None
    authorization_url: str | None = None
    state_updated_at: datetime | None = None
    monitored_at: datetime | None = None


class OtherDevice(Device, frozen=True, kw_only=True):
    """A device of a kind that this version of the gateway has no type for."""

    collection: str
