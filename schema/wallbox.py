"""Wallboxes."""

from datetime import datetime

from domain import wallbox as records
from domain.device import BoostState
from domain.wallbox import WallboxConnection, WallboxMode
from resolvers import ahead
from schema.declaring import attribute, describes
from schema.device import Device


@describes(
    records.Wallbox,
    "A charging station on the wall: its settings, and its state as last reported.",
    owner=ahead.owner,
)
class Wallbox(Device):
    """A wallbox."""

    mode: WallboxMode = attribute("What the wallbox is doing.")
    connection: WallboxConnection = attribute("Whether the wallbox is reachable.")
    charge_target_minimum_percent: int | None = attribute(
        "The level that charging always reaches; null if not set."
    )
    charge_target_maximum_percent: int | None = attribute(
        "The level at which charging stops; null if not set."
    )
    minimum_charge_percent: int | None = attribute(
        "The level up to which a vehicle charges at once, whatever the price; null if not set."
    )
    maximum_charge_power_watts: float | None = attribute("The most power it may deliver; null if not set.")
    charge_deadline_at: datetime | None = attribute("When charging has to be done; null if not set.")
    is_charge_policy_enabled: bool = attribute("Whether the charge policy applies.")
    charge_policy_updated_at: datetime | None = attribute(
        "When the charge policy last changed; null if never."
    )
    is_overcharge_allowed: bool | None = attribute(
        "Whether it may charge beyond the target; null if not known."
    )
    is_plugged_in: bool | None = attribute("Whether a vehicle is plugged in; null if not reported.")
    is_charging: bool | None = attribute("Whether a vehicle is charging; null if not reported.")
    is_ocpp_connected: bool | None = attribute(
        "Whether the wallbox is connected by the Open Charge Point Protocol; null if not reported."
    )
    boost_state: BoostState = attribute("Where a boost stands.")
    is_boost_armed_for_next_session: bool = attribute(
        "Whether the next charging session starts with a boost."
    )
