"""What a user pays for electricity."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

from domain.record import Record


class EnergyContractType(Enum):
    """How often the price of a contract changes."""

    SPOT_HOURLY = "SPOT_HOURLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"
    OTHER = "OTHER"


class EnergyPrice(Record, frozen=True, kw_only=True):
    """A price per kilowatt hour, valid from an instant until the next price's instant."""

    price_per_kilowatt_hour: Decimal
    starts_at: datetime


class EnergyContract(Record, frozen=True, kw_only=True):
    """A tariff of one building, or of all buildings of a user when ``building_id`` is ``None``."""

    id: str
    energy_contract_id: str
    owner_id: str
    building_id: str | None = None
    type: EnergyContractType | None = None
    prices: tuple[EnergyPrice, ...] = ()
    currency: str | None = None
    meter_id: str | None = None
    supplier: str | None = None
    includes_external_components: bool | None = None

    @property
    def applies_to_all_buildings(self) -> bool:
        """Whether the contract stands for every building of its owner."""
        return self.building_id is None
