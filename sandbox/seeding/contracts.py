"""Energy contracts of all three types."""

from sandbox.models.contracts import EnergyContract, Price
from sandbox.models.enums import EnergyContractType
from sandbox.seeding.identifiers import seeded_id
from sandbox.state.nature import Draw, seed_of
from sandbox.store.contract_record import ContractRecord

SUPPLIERS = ("Grünstrom eG", "Energia Sól", "Kraft från havet", None)


def seeded_contract(
    organization_id: str, seed: int, user: int, number: int, kind: EnergyContractType, building: str | None
) -> ContractRecord:
    """One contract of the user at a position; monthly and hourly prices follow the market."""
    contract_id = seeded_id(organization_id, seed, "user", user, "contract", number)
    draw = Draw(seed_of(contract_id))
    row = EnergyContract(
        id=contract_id,
        energy_contract_type=kind,
        building=building,
        meter_id=f"{int(draw.number('meter', 10**9, 10**10, 0)):019d}"
        if draw.chance("metered", 0.7)
        else None,
        supplier=draw.pick("supplier", SUPPLIERS),
        currency_energy_price="EUR",
        energy_price_includes_external_components=draw.pick("components", (True, False, None)),
    )
    if kind == "yearly":
        row.energy_prices = [
            Price(price=draw.number("price", 0.18, 0.36, 4), timestamp="2025-01-01T00:00:00Z")
        ]
        row.currency_energy_price = draw.pick("currency", ("EUR", None))
    return ContractRecord(row, kind != "yearly", draw.number("offset", 0.02, 0.12, 3))
