"""Paths below the base URL, built from checked segments only.

httpx collapses ``..`` in a path without a word, and quoting leaves dots alone. So nothing is quoted
here: a segment is one of our own names or a canonical UUID, anything else is refused.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from domain.device import DeviceKind, PriceZone
from domain.ids import is_uuid

COLLECTIONS = {
    DeviceKind.HEAT_PUMP: "heat-pumps",
    DeviceKind.ELECTRIC_VEHICLE: "electric-vehicles",
    DeviceKind.SOLAR_INVERTER: "inverters",
    DeviceKind.WALLBOX: "wallboxes",
}
"""The upstream's name for the list of each kind of device."""

DeviceResource = Literal["data", "schedules", "statistics", "savings", "sessions", "charge-policy"]

_MEASURED = frozenset({DeviceKind.HEAT_PUMP, DeviceKind.ELECTRIC_VEHICLE, DeviceKind.SOLAR_INVERTER})
_KINDS_WITH: dict[DeviceResource, frozenset[DeviceKind]] = {
    "data": _MEASURED,
    "savings": _MEASURED,
    "schedules": frozenset({DeviceKind.HEAT_PUMP, DeviceKind.SOLAR_INVERTER}),
    "statistics": frozenset({DeviceKind.HEAT_PUMP}),
    "sessions": frozenset({DeviceKind.ELECTRIC_VEHICLE}),
    "charge-policy": frozenset({DeviceKind.ELECTRIC_VEHICLE}),
}
_NOT_DEVICES = frozenset({"buildings", "energy-contracts", "charging-config"})
_KNOWN = frozenset(COLLECTIONS.values())
_COLLECTION = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*", re.ASCII)


def users_path(organization_id: str, *, include_deleted: bool = False) -> str:
    """All members of an organization."""
    return f"org/{_uuid(organization_id)}/users" + ("?include_deleted=true" if include_deleted else "")


@lru_cache(maxsize=4096)
def user_path(organization_id: str, user_id: str) -> str:
    """One member of an organization."""
    return f"org/{_uuid(organization_id)}/users/{_uuid(user_id)}"


def buildings_path(organization_id: str, user_id: str) -> str:
    """The buildings of a user."""
    return user_path(organization_id, user_id) + "/buildings"


def energy_contracts_path(organization_id: str, user_id: str) -> str:
    """The energy contracts of a user."""
    return user_path(organization_id, user_id) + "/energy-contracts"


def devices_path(organization_id: str, user_id: str, collection: str) -> str:
    """A user's devices of one collection."""
    if collection not in _KNOWN and _COLLECTION.fullmatch(collection) is None:
        raise ValueError("not the name of a device collection")
    return f"{user_path(organization_id, user_id)}/{collection}"


def device_path(organization_id: str, user_id: str, collection: str, device_id: str) -> str:
    """One device, with the details that lists leave out."""
    return f"{devices_path(organization_id, user_id, collection)}/{_uuid(device_id)}"


def device_resource_path(
    organization_id: str, user_id: str, kind: DeviceKind, device_id: str, resource: DeviceResource
) -> str:
    """What belongs to one device: its data, its savings, …

    Raises:
        ValueError: Devices of this kind have none, or an id is not a canonical UUID.

    """
    if kind not in _KINDS_WITH[resource]:
        raise ValueError(f"devices of this kind have no {resource}")
    return f"{device_path(organization_id, user_id, COLLECTIONS[kind], device_id)}/{resource}"


def charging_config_path(organization_id: str, user_id: str) -> str:
    """What all charging devices of a user share."""
    return user_path(organization_id, user_id) + "/charging-config"


def onboarding_session_path(onboarding_session_id: str) -> str:
    """One onboarding session; the only path that is not below an organization."""
    return f"device-onboarding/{_uuid(onboarding_session_id)}"


def organization_savings_path(organization_id: str) -> str:
    """What all devices of an organization saved."""
    return f"org/{_uuid(organization_id)}/devices/savings"


def day_ahead_prices_path(organization_id: str) -> str:
    """The prices of the day-ahead market."""
    return f"org/{_uuid(organization_id)}/trading/dayahead/prices"


def load_curve_path(organization_id: str, price_zone: PriceZone | None = None) -> str:
    """The load curve of an organization, or of its devices in one price zone."""
    path = f"org/{_uuid(organization_id)}/trading/dayahead/loadcurve"
    return path if price_zone is None else f"{path}/pricezone/{price_zone_key(price_zone)}"


def price_zone_key(price_zone: PriceZone) -> str:
    """Give the upstream's name of a price zone.

    Raises:
        ValueError: It is the one that stands for all that have no name here.

    """
    if price_zone is PriceZone.OTHER:
        raise ValueError("this price zone has no name upstream")
    return price_zone.name


def current_session_path(organization_id: str, user_id: str, electric_vehicle_id: str) -> str:
    """The charging session that a vehicle is in."""
    collection = COLLECTIONS[DeviceKind.ELECTRIC_VEHICLE]
    return f"{device_path(organization_id, user_id, collection, electric_vehicle_id)}/sessions/current"


def other_collections(names: Iterable[str]) -> tuple[str, ...]:
    """Check names of device collections that this version has no type for.

    Raises:
        ValueError: A name is not one path segment, is known already, or is given twice.

    """
    checked = tuple(names)
    known = _NOT_DEVICES | _KNOWN
    for name in checked:
        if _COLLECTION.fullmatch(name) is None or name in known:
            raise ValueError("not the name of an additional device collection")
    if len(set(checked)) != len(checked):
        raise ValueError("a device collection is named twice")
    return checked


def _uuid(text: str) -> str:
    if not is_uuid(text):
        raise ValueError("an id in a path must be a canonical lower-case UUID")
    return text
