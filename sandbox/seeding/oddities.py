"""Devices that are not as they should be: sold, logged out or silent.

The first fleet of 25 has one sold vehicle, one heat pump without login and one silent home; larger
fleets have a home of each sort with all four kinds of devices.
"""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from sandbox.store.device_record import DeviceRecord
from sandbox.store.household import HEAT_PUMPS, VEHICLES, Household

FORMER_VEHICLE_POSITION = 6
LOGGED_OUT_POSITION = 7
SILENT_HOME_POSITION = 17
FORMER_HOME_POSITION = 25
LOGGED_OUT_HOME_POSITION = 33


def mark_oddities(household: Household, position: int) -> None:
    """Changes the devices, and one contract, of the user at a position, if the position is an odd one."""
    if position == FORMER_VEHICLE_POSITION:
        _sell(list(household.devices[VEHICLES].values())[-1])
    elif position == LOGGED_OUT_POSITION:
        _log_out(next(iter(household.devices[HEAT_PUMPS].values())))
    elif position == SILENT_HOME_POSITION:
        _each(household, _silence)
    elif position == FORMER_HOME_POSITION:
        _each(household, _sell)
    elif position == LOGGED_OUT_HOME_POSITION:
        _each(household, _log_out)
        for contract in household.contracts.values():
            contract.row = replace(contract.row, energy_contract_type=None, energy_prices=[])
            contract.follows_market = False


def _each(household: Household, change: Callable[[DeviceRecord], None]) -> None:
    owned: Iterable[dict[str, DeviceRecord]] = household.devices.values()
    for devices in owned:
        for record in devices.values():
            change(record)


def _sell(record: DeviceRecord) -> None:
    record.row = replace(record.row, deleted_at="2025-01-15T12:00:00Z")


def _silence(record: DeviceRecord) -> None:
    """Connected, but the manufacturer has not sent a reading yet."""
    record.row = replace(
        record.row, connection_status="unknown", monitoring_status="unknown", steering_status="unknown"
    )


def _log_out(record: DeviceRecord) -> None:
    record.row = replace(
        record.row,
        connection_status="error",
        monitoring_status="error",
        steering_status="error",
        lifecycle_state="error",
        lifecycle_error="The manufacturer refused the stored login.",
        is_authenticated=False,
        action_needed=True,
        authorization_url=f"https://connect.example/authorize?device={record.row.id}",
    )
