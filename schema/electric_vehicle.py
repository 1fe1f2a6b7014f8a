"""Electric vehicles."""

from datetime import datetime, time

from domain import electric_vehicle as records
from domain.device import BoostState
from resolvers import electric_vehicle as resolvers
from schema.charge_policy import ChargePolicy
from schema.charging_session import ChargingSession
from schema.declaring import attribute, describes, field
from schema.device import Device
from schema.savings import StatisticsPeriod, device_savings


@describes(
    records.ElectricVehicle, "An electric vehicle: its charging settings, and its state as last reported."
)
class ElectricVehicle(Device):
    """A vehicle."""

    charge_target_minimum_percent: int | None = attribute(
        "The level that charging always reaches; null if not set."
    )
    charge_target_maximum_percent: int | None = attribute(
        "The level at which the vehicle itself stops charging; null if it is not known."
    )
    minimum_charge_percent: int | None = attribute(
        "The level up to which the vehicle charges at once, whatever the price; null if not set."
    )
    charge_deadline: time | None = attribute("The time of day by which charging is done; null if not set.")
    is_charge_policy_enabled: bool = attribute("Whether the weekly charge policy applies.")
    charge_policy_updated_at: datetime | None = attribute(
        "When the charge policy last changed; null if never."
    )
    surplus_export_to_start_watts: int | None = attribute(
        "The solar surplus, in exported power, at which charging starts; null if not set."
    )
    surplus_import_to_stop_watts: int | None = attribute(
        "The imported power at which charging from solar surplus stops; null if not set."
    )
    is_plugged_in: bool | None = attribute("Whether the vehicle is plugged in; null if not reported.")
    is_charging: bool | None = attribute("Whether the vehicle is charging; null if not reported.")
    is_fully_charged: bool | None = attribute("Whether the vehicle is full; null if not reported.")
    charge_power_watts: float | None = attribute("The power at which it charges now; null if not reported.")
    battery_level_percent: float | None = attribute("How full the battery is; null if not reported.")
    battery_capacity_kilowatt_hours: float | None = attribute("What the battery holds; null if not known.")
    driving_range_kilometers: float | None = attribute("How far it can go now; null if not reported.")
    boost_state: BoostState = attribute("Where a boost stands.")
    is_boost_armed_for_next_session: bool = attribute(
        "Whether the next charging session starts with a boost."
    )
    charge_policy: ChargePolicy | None = field(
        resolvers.charge_policy, "The weekly goals for charging.", null_means_error=True
    )
    current_charging_session: ChargingSession | None = field(
        resolvers.current_charging_session, "The session that the vehicle is in; null if it is in none."
    )
    savings: list[StatisticsPeriod] | None = field(
        device_savings, "What the vehicle saved, period by period.", null_means_error=True
    )
