"""Paths that only writes use, built from checked segments like the others."""

from typing import Literal

from domain.device import DeviceKind
from domain.ids import is_uuid
from partner_api.paths import COLLECTIONS, buildings_path, device_path, energy_contracts_path

ActionOnDevice = Literal["boost", "auth_session"]

_CHARGING = frozenset({DeviceKind.ELECTRIC_VEHICLE, DeviceKind.WALLBOX})


def building_path(organization_id: str, user_id: str, building_id: str) -> str:
    """One building."""
    return f"{buildings_path(organization_id, user_id)}/{_uuid(building_id)}"


def energy_contract_path(organization_id: str, user_id: str, energy_contract_id: str) -> str:
    """One energy contract."""
    return f"{energy_contracts_path(organization_id, user_id)}/{_uuid(energy_contract_id)}"


def collection_of(kind: DeviceKind) -> str:
    """The upstream's name for the devices of a kind.

    Raises:
        ValueError: Devices of this kind cannot be written: nothing is known of them.

    """
    collection = COLLECTIONS.get(kind)
    if collection is None:
        raise ValueError("devices of this kind cannot be written")
    return collection


def device_action_path(
    organization_id: str, user_id: str, kind: DeviceKind, device_id: str, action: ActionOnDevice
) -> str:
    """Something that can be done to a device.

    Raises:
        ValueError: Not to this kind, or an id is not a canonical UUID.

    """
    if action == "boost" and kind not in _CHARGING:
        raise ValueError("devices of this kind have no boost")
    return f"{device_path(organization_id, user_id, collection_of(kind), device_id)}/{action}"


def onboarding_sessions_path() -> str:
    """All onboarding sessions; the token says whose."""
    return "device-onboarding"


def cue_path(cue_id: str, action: Literal["resolve", "state"]) -> str:
    """Something that can be done about a cue; the secret goes into the query."""
    return f"cues/{_uuid(cue_id)}/{action}"


def load_curve_confirmation_path(organization_id: str) -> str:
    """Where load curves are accepted or declined."""
    return f"org/{_uuid(organization_id)}/trading/dayahead/loadcurve/confirmation"


def _uuid(text: str) -> str:
    if not is_uuid(text):
        raise ValueError("an id in a path must be a canonical lower-case UUID")
    return text
