"""All operations that write, together."""

from partner_api.operations.boosts import BoostOperations
from partner_api.operations.building_writes import BuildingWriteOperations
from partner_api.operations.charging_writes import ChargingWriteOperations
from partner_api.operations.cues import CueOperations
from partner_api.operations.device_writes import DeviceWriteOperations
from partner_api.operations.energy_contract_writes import EnergyContractWriteOperations
from partner_api.operations.onboarding_writes import OnboardingWriteOperations
from partner_api.operations.trading_writes import TradingWriteOperations
from partner_api.operations.user_writes import UserWriteOperations


class AllWriteOperations(
    UserWriteOperations,
    BuildingWriteOperations,
    EnergyContractWriteOperations,
    DeviceWriteOperations,
    BoostOperations,
    ChargingWriteOperations,
    OnboardingWriteOperations,
    CueOperations,
    TradingWriteOperations,
):
    """Never retried, never given up halfway: see :mod:`partner_api.writing`."""
