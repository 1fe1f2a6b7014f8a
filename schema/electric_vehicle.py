"""Electric vehicles."""

from datetime import date, datetime, time
from typing import Annotated

from strawberry import Parent

from domain import charging_session as session_records
from domain import electric_vehicle as records
from domain.device import BoostState
from resolvers import ahead
from resolvers import electric_vehicle as resolvers
from resolvers.context import Info
from resolvers.pagination import Page, PageRequest
from schema.charge_policy import ChargePolicy
from schema.charging_session import ChargingSession
from schema.connection import After, Connection, First
from schema.declaring import argument, attribute, describes, field
from schema.device import Device
from schema.savings import StatisticsPeriod, device_savings
from schema.time_series import DESCRIPTION, ElectricVehicleDataPoint, device_data


async def _charging_sessions(
    vehicle: Parent[records.ElectricVehicle],
    info: Info,
    from_: Annotated[date, argument("The first day.", name="from")],
    to: Annotated[date, argument("The last day, not before the first.")],
    first: First = None,
    after: After = None,
) -> Page[session_records.ChargingSession]:
    request = PageRequest(first, after)
    return await resolvers.charging_sessions_page(info.context, vehicle, from_, to, request)


@describes(
    records.ElectricVehicle,
    "An electric vehicle: its charging settings, and its state as last reported.",
    owner=ahead.owner,
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
    charging_sessions: Connection[ChargingSession] | None = field(
        _charging_sessions,
        "The sessions that were completed between two days, the latest first.",
        null_means_error=True,
    )
    savings: list[StatisticsPeriod] | None = field(
        device_savings, "What the vehicle saved, period by period.", null_means_error=True
    )
    data: Connection[ElectricVehicleDataPoint] | None = field(device_data, DESCRIPTION, null_means_error=True)
