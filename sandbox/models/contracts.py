"""Energy contracts of a user."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from sandbox.models.enums import EnergyContractType
from sandbox.models.formats import CurrencyCode, Text100, Timestamp, Uuid

MeterId = Annotated[str, Meta(max_length=19)]


class Price(Struct, kw_only=True):
    """A price in currency per kWh and the moment it starts to hold."""

    price: float
    timestamp: Timestamp


class EnergyContract(Struct, kw_only=True):
    """Tariff of a user, or of one building when `building` is set."""

    id: Uuid | None
    energy_contract_type: EnergyContractType | None = None
    energy_prices: list[Price] = []
    building: Uuid | None = None
    meter_id: MeterId | None = None
    supplier: Text100 | None = None
    currency_energy_price: str | None = None
    energy_price_includes_external_components: bool | None = None


class EnergyContractWrite(Struct, kw_only=True):
    """Body of create and update; nothing is required, fields that are not sent stay."""

    energy_contract_type: EnergyContractType | UnsetType | None = UNSET
    energy_prices: list[Price] | UnsetType = UNSET
    building_id: Uuid | UnsetType | None = UNSET
    meter_id: MeterId | UnsetType | None = UNSET
    supplier: Text100 | UnsetType | None = UNSET
    currency_energy_price: CurrencyCode | UnsetType | None = UNSET
    energy_price_includes_external_components: bool | UnsetType | None = UNSET
