"""Mutations of energy contracts."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry import Maybe

from domain.changes.energy_contract import EnergyContractChanges
from domain.energy_contract import EnergyContractType
from resolvers.context import Info
from resolvers.mutations import energy_contracts as resolvers
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute
from schema.energy_contract import EnergyContract
from schema.mutations.form import form
from schema.mutations.payload import Payload, answer, payload


@strawberry.input(description="A price, valid from an instant until that of the next price.")
class EnergyPriceInput:
    """A price."""

    price_per_kilowatt_hour: Decimal = attribute("The price, in the contract's currency.")
    starts_at: datetime = attribute("From when it is valid.")


@strawberry.input(description="What is told about an energy contract.")
class EnergyContractDetails:
    """The common part."""

    building_id: Maybe[strawberry.ID | None] = attribute(
        "The building of the same owner that it is for; null for all of them."
    )
    type: Maybe[EnergyContractType | None] = attribute("How often the price changes.")
    prices: Maybe[list[EnergyPriceInput]] = attribute(
        "The prices, which replace all that are there. Hourly ones need a currency."
    )
    currency: Maybe[str | None] = attribute("The currency of the prices by its ISO 4217 code, such as `EUR`.")
    meter_id: Maybe[str | None] = attribute("The number of the meter, up to 19 characters.")
    supplier: Maybe[str | None] = attribute("Who sells the electricity, up to 100 characters.")
    includes_external_components: Maybe[bool | None] = attribute(
        "Whether the prices include taxes, grid fees and the like."
    )


@strawberry.input(description="A new energy contract.")
class EnergyContractCreateInput(EnergyContractDetails):
    """A contract."""

    owner_id: strawberry.ID = attribute("The user to whom it belongs.")


@strawberry.input(description="Changes of an energy contract. What is left out stays, null removes.")
class EnergyContractUpdateInput(EnergyContractDetails):
    """Changes."""

    id: strawberry.ID = attribute("The contract.")


@strawberry.input(description="An energy contract to remove.")
class EnergyContractDeleteInput:
    """A contract."""

    id: strawberry.ID = attribute("The contract.")


_CODES = (
    ProblemCode.NOT_FOUND,
    ProblemCode.REQUIRED,
    ProblemCode.TOO_LONG,
    ProblemCode.INVALID_FORMAT,
    ProblemCode.OUT_OF_RANGE,
)


@payload(*_CODES)
class EnergyContractCreatePayload(Payload):
    """What is answered."""

    energy_contract: EnergyContract | None = attribute("The new contract; null if it was not added.")


@payload(*_CODES)
class EnergyContractUpdatePayload(Payload):
    """What is answered."""

    energy_contract: EnergyContract | None = attribute(
        "The contract as it is now; null if nothing was changed."
    )


@payload(ProblemCode.NOT_FOUND)
class EnergyContractDeletePayload(Payload):
    """What is answered."""

    deleted_id: strawberry.ID | None = attribute("The id of the contract; null if it was not removed.")


_Create = Annotated[EnergyContractCreateInput, argument("The contract.")]
_Update = Annotated[EnergyContractUpdateInput, argument("The changes.")]
_Delete = Annotated[EnergyContractDeleteInput, argument("The contract.")]


async def energy_contract_create(info: Info, input: _Create) -> EnergyContractCreatePayload:
    """Add a contract."""
    changes = form(input, EnergyContractChanges)
    return await answer(
        EnergyContractCreatePayload,
        info,
        lambda context: resolvers.create_energy_contract(context, input.owner_id, changes),
    )


async def energy_contract_update(info: Info, input: _Update) -> EnergyContractUpdatePayload:
    """Change a contract."""
    changes = form(input, EnergyContractChanges)
    return await answer(
        EnergyContractUpdatePayload,
        info,
        lambda context: resolvers.update_energy_contract(context, input.id, changes),
    )


async def energy_contract_delete(info: Info, input: _Delete) -> EnergyContractDeletePayload:
    """Remove a contract."""
    return await answer(
        EnergyContractDeletePayload,
        info,
        lambda context: resolvers.delete_energy_contract(context, input.id),
    )
