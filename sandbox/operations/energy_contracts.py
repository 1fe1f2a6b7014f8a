"""Energy contracts of a user."""

from typing import Any

from msgspec import convert
from msgspec.structs import replace

from sandbox.clock import day_start
from sandbox.errors import Unprocessable
from sandbox.models.contracts import EnergyContract, EnergyContractWrite, Price
from sandbox.operation import NO_CONTENT, Call, Operation
from sandbox.operations.building_links import building_problems, with_building_as_read
from sandbox.operations.users import USER
from sandbox.state.contract_prices import market_prices
from sandbox.store.contract_record import ContractRecord
from sandbox.validation.problems import Problem, broken_field_rule

TAG = "User Energy Contracts"


def list_contracts(call: Call) -> list[EnergyContract]:
    """Every contract of the user."""
    return [_as_read(contract, call) for contract in call.household.contracts.values()]


def create_contract(call: Call) -> EnergyContract:
    """A new contract."""
    household = call.household
    changes = _checked(call, EnergyContract(id=None))
    row = EnergyContract(id=call.organization.new_id("contract"), **changes)
    household.contracts[str(row.id)] = ContractRecord(row)
    return row


def get_contract(call: Call) -> EnergyContract:
    """One contract."""
    return _as_read(_record(call), call)


def update_contract(call: Call) -> EnergyContract:
    """Changes the sent fields; written prices replace those of the market."""
    record = _record(call)
    record.row = replace(record.row, **_checked(call, _as_read(record, call)))
    record.follows_market = record.follows_market and "energy_prices" not in call.body
    return _as_read(record, call)


def delete_contract(call: Call) -> object:
    """Removes a contract for good."""
    del call.household.contracts[str(_record(call).row.id)]
    return NO_CONTENT


def _record(call: Call) -> ContractRecord:
    return call.household.contract(call.path["energy_contract_id"])


def _as_read(contract: ContractRecord, call: Call) -> EnergyContract:
    row = contract.row
    if not contract.follows_market:
        return row
    prices = market_prices(row.energy_contract_type, contract.market_offset, day_start(call.now))
    return replace(row, energy_prices=prices)


def _checked(call: Call, before: EnergyContract) -> dict[str, Any]:
    changes = with_building_as_read(call.body)
    if "energy_prices" in changes:
        changes["energy_prices"] = convert(changes["energy_prices"], list[Price])
    problems = building_problems(call.household, call.body)
    problems += _currency_problems(replace(before, **changes), call.body)
    if problems:
        raise Unprocessable(problems)
    return changes


def _currency_problems(after: EnergyContract, sent: dict[str, Any]) -> list[Problem]:
    """Hourly prices without a currency mean nothing; judged only when one of the two is sent."""
    touched = "energy_prices" in sent or "currency_energy_price" in sent
    hourly = after.energy_contract_type == "spot_hourly" and bool(after.energy_prices)
    if touched and hourly and after.currency_energy_price is None:
        return [broken_field_rule("currency_energy_price", "a currency is needed with hourly prices")]
    return []


CONTRACTS = f"{USER}/energy-contracts"
CONTRACT = f"{CONTRACTS}/{{energy_contract_id}}"

OPERATIONS = (
    Operation(
        "GET", CONTRACTS, TAG, "List the energy contracts of a user", list_contracts, list[EnergyContract]
    ),
    Operation(
        "POST",
        CONTRACTS,
        TAG,
        "Register an energy contract",
        create_contract,
        EnergyContract,
        EnergyContractWrite,
    ),
    Operation("GET", CONTRACT, TAG, "Get an energy contract", get_contract, EnergyContract),
    Operation(
        "PUT",
        CONTRACT,
        TAG,
        "Update an energy contract",
        update_contract,
        EnergyContract,
        EnergyContractWrite,
    ),
    Operation("DELETE", CONTRACT, TAG, "Delete an energy contract", delete_contract),
)
