"""Changes of energy contracts."""

from msgspec import UNSET, UnsetType

from domain.changes.base import Changes
from domain.energy_contract import EnergyContractType, EnergyPrice


class EnergyContractChanges(Changes, frozen=True, kw_only=True):
    """Nothing is needed. ``building_id`` ``None`` means all buildings of the user.

    ``prices`` replace all that are there, per kilowatt hour and exact; hourly ones need a
    ``currency`` (ISO 4217).
    """

    building_id: str | UnsetType | None = UNSET
    type: EnergyContractType | UnsetType | None = UNSET
    prices: tuple[EnergyPrice, ...] | UnsetType = UNSET
    currency: str | UnsetType | None = UNSET
    meter_id: str | UnsetType | None = UNSET
    supplier: str | UnsetType | None = UNSET
    includes_external_components: bool | UnsetType | None = UNSET
