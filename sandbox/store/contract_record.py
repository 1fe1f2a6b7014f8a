"""An energy contract as stored."""

from dataclasses import dataclass

from sandbox.models.contracts import EnergyContract


@dataclass(slots=True)
class ContractRecord:
    """`follows_market`: the prices are those of today, computed on read until somebody writes prices."""

    row: EnergyContract
    follows_market: bool = False
    market_offset: float = 0.0
