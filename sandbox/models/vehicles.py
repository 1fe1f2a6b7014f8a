"""Electric vehicles: power in watts, range in kilometres, battery level in per cent."""

from msgspec import UNSET, UnsetType

from sandbox.models.devices import Device, DeviceWrite, ReauthenticateAction
from sandbox.models.enums import BoostState
from sandbox.models.formats import Percent, Text20, ThresholdWatts, TimeOfDay, Timestamp


class ElectricVehicle(Device, kw_only=True):
    """A vehicle with its settings and live readings. `charge_deadline_at` is a time of day here."""

    charge_target_min: Percent = 50
    charge_target_max: Percent | None = None
    is_charge_policy_enabled: bool = False
    minimum_charge_limit: Percent | None = None
    charge_deadline_at: str | None = None
    charge_policy_last_updated_at: Timestamp | None = None
    hems_min_export_to_start_w: ThresholdWatts | None = None
    hems_max_import_before_stopping_w: ThresholdWatts | None = None
    is_plugged_in: bool | None = None
    is_charging: bool | None = None
    is_fully_charged: bool | None = None
    charge_rate_w: int | None = None
    battery_level: Percent | None = None
    battery_capacity_kwh: float | None = None
    driving_range: int | None = None
    boost_state: BoostState = "unavailable"
    boost_for_next_session: bool = False


class ElectricVehicleDetail(ElectricVehicle, kw_only=True):
    """A vehicle with the actions somebody must take."""

    actions: list[ReauthenticateAction] = []


class ElectricVehicleCreate(DeviceWrite, kw_only=True):
    """A new vehicle."""

    is_charge_policy_enabled: bool | UnsetType = UNSET
    minimum_charge_limit: Percent | UnsetType | None = UNSET
    charge_deadline_at: TimeOfDay | UnsetType | None = UNSET
    hems_min_export_to_start_w: ThresholdWatts | UnsetType | None = UNSET
    hems_max_import_before_stopping_w: ThresholdWatts | UnsetType | None = UNSET
    charge_target_min: Percent | UnsetType = UNSET
    battery_capacity_kwh: float | UnsetType | None = UNSET


class ElectricVehicleUpdate(ElectricVehicleCreate, kw_only=True):
    """Changes of a vehicle; setting `deleted_at` soft-deletes it, null brings it back."""

    deleted_at: Timestamp | UnsetType | None = UNSET
    lifecycle_state: Text20 | UnsetType = UNSET
    lifecycle_error: str | UnsetType | None = UNSET
    optimization_score: float | UnsetType | None = UNSET
