"""Charging: shared configuration, weekly policy and sessions."""

from msgspec import UNSET, Struct, UnsetType

from sandbox.models.enums import ModeUnavailableReason, SmartChargingMode
from sandbox.models.formats import Percent, ThresholdWatts, TimeOfDay, Timestamp, Uuid


class ChargingConfigUpdate(Struct, kw_only=True):
    """Changes of the configuration; fields that are not sent stay. Thresholds in watts."""

    smart_charging_mode: SmartChargingMode | UnsetType | None = UNSET
    hems_min_export_to_start_w: ThresholdWatts | UnsetType | None = UNSET
    hems_max_import_before_stopping_w: ThresholdWatts | UnsetType | None = UNSET


class ChargingDevice(Struct, kw_only=True):
    """A vehicle or wallbox the configuration applies to."""

    device_id: Uuid
    device_type: str
    is_primary_actuator: bool


class AvailableMode(Struct, kw_only=True):
    """Whether a mode can be chosen, and if not, why."""

    mode: SmartChargingMode
    available: bool
    reasons: list[ModeUnavailableReason] = []


class ChargingThresholds(Struct, kw_only=True):
    """When surplus charging starts and stops; `min_band_w` is the least sum of the two. Watts."""

    hems_min_export_to_start_w: int | None
    hems_max_import_before_stopping_w: int | None
    min_band_w: int | None


class ChargingHealthWarning(Struct, kw_only=True):
    """Since when surplus charging misses its readings."""

    since: Timestamp


class ChargingStatus(Struct, kw_only=True):
    """Power now in watts and solar energy of today in kWh."""

    charge_power_w: float | None
    solar_kwh_today: float | None
    as_of: Timestamp | None


class ChargingConfig(Struct, kw_only=True):
    """Steering settings shared by all charging devices of a user."""

    smart_charging_mode: SmartChargingMode | None
    mode_conflict: bool
    config_divergence: bool
    devices: list[ChargingDevice]
    available_modes: list[AvailableMode]
    hems_eligible: bool
    hems_ineligible_reasons: list[ModeUnavailableReason]
    thresholds: ChargingThresholds | None
    health_warning: ChargingHealthWarning | None
    status: ChargingStatus | None


class ChargePolicyDay(Struct, kw_only=True):
    """Charge in per cent to be reached by a time of day (HH:MM)."""

    charge_percentage: Percent | UnsetType | None = UNSET
    charge_deadline: TimeOfDay | UnsetType | None = UNSET


class ChargeWeeklyPolicySchema(Struct, kw_only=True):
    """A policy per weekday; a day without one is null."""

    mon: ChargePolicyDay | UnsetType | None = UNSET
    tue: ChargePolicyDay | UnsetType | None = UNSET
    wed: ChargePolicyDay | UnsetType | None = UNSET
    thu: ChargePolicyDay | UnsetType | None = UNSET
    fri: ChargePolicyDay | UnsetType | None = UNSET
    sat: ChargePolicyDay | UnsetType | None = UNSET
    sun: ChargePolicyDay | UnsetType | None = UNSET
    timezone: str | UnsetType | None = UNSET


class ChargePolicyOutputMetadata(Struct, kw_only=True):
    """Whose policy it is."""

    electric_vehicle_id: Uuid
    user_id: Uuid
    error: str | None


class ChargePolicyOutput(Struct, kw_only=True):
    """The weekly policy of a vehicle."""

    metadata: ChargePolicyOutputMetadata
    data: ChargeWeeklyPolicySchema


class SessionItem(Struct, kw_only=True):
    """One stay at the charger: charge in per cent, energy in kWh, power in kW, money in EUR."""

    id: Uuid
    plug_in_time: Timestamp | None
    unplug_time: Timestamp | None
    inferred_session_end: Timestamp | None
    desired_charging_start_time: Timestamp | None
    desired_charging_end_time: Timestamp | None
    charge_deadline: Timestamp | None
    target_soc_pct: float | None
    initial_soc_pct: float | None
    final_soc_pct: float | None
    energy_charged_kwh: float | None
    avg_charge_power_kw: float | None
    peak_charge_power_kw: float | None
    actual_cost_eur: float | None
    expected_savings_eur: float | None
    actual_savings_eur: float | None
    is_at_home: bool | None
    session_outcome: str | None


class SessionList(Struct, kw_only=True):
    """One page of sessions, and how many there are in all."""

    total: int
    items: list[SessionItem]


class CurrentSession(Struct, kw_only=True):
    """The running session, or null."""

    session: SessionItem | None
