"""Adding, changing and removing energy contracts."""

from msgspec import UNSET

from domain.changes.energy_contract import EnergyContractChanges
from domain.energy_contract import EnergyContract, EnergyContractType
from domain.errors import UpstreamNotFound
from domain.ids import IdKind
from permissions import Action, Resource
from resolvers.context import Context
from resolvers.mutations.form import Form
from resolvers.mutations.limits import ENERGY_CONTRACT, check_limits
from resolvers.mutations.problem import Codes, ProblemCode, Problems, upstream_problems
from resolvers.mutations.references import (
    owner_named,
    permitted_owner,
    permitted_target,
    present_contract,
    refuse_unknown,
    with_own_building,
)

_CONTRACT = (IdKind.ENERGY_CONTRACT,)
_CODES: Codes = {
    ("building_id",): ProblemCode.NOT_FOUND,
    # Its form was checked before, so what the upstream misses is the currency itself.
    ("currency",): ProblemCode.REQUIRED,
}


async def create_energy_contract(
    context: Context, owner: str, form: Form[EnergyContractChanges]
) -> EnergyContract | None:
    """Add a contract to a user.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    problems = Problems(form.problems)
    changes = form.changes
    check_limits(changes, ENERGY_CONTRACT, problems)
    _check_currency(changes, None, problems)
    try:
        with problems.collect():
            owner_id = permitted_owner(
                context, owner, ("owner_id",), Resource.ENERGY_CONTRACTS, Action.CREATE
            )
            changes = await with_own_building(context, changes, owner_named(context, owner, ("owner_id",)))
        problems.raise_if_any()
        with upstream_problems(_CODES):
            return await context.writes.create_energy_contract(owner_id, changes)
    except UpstreamNotFound:
        raise refuse_unknown(("owner_id",)) from None


async def update_energy_contract(
    context: Context, text: str, form: Form[EnergyContractChanges]
) -> EnergyContract | None:
    """Change a contract. Prices that are given replace all that are there.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    problems = Problems(form.problems)
    changes = form.changes
    check_limits(changes, ENERGY_CONTRACT, problems)
    try:
        with problems.collect():
            target = permitted_target(context, text, _CONTRACT, Resource.ENERGY_CONTRACTS, Action.UPDATE)
            needs_present = _depends_on_present(changes)
            present = await present_contract(context, target) if needs_present else None
            _check_currency(changes, present, problems)
            changes = await with_own_building(context, changes, target.visible_owner_id)
        problems.raise_if_any()
        with upstream_problems(_CODES):
            return await context.writes.update_energy_contract(target.owner_id, target.own_id, changes)
    except UpstreamNotFound:
        raise refuse_unknown(("id",)) from None


async def delete_energy_contract(context: Context, text: str) -> str:
    """Remove a contract; gives its id.

    Raises:
        InputRefused: There is no such contract.
        Forbidden: The viewer may not.

    """
    target = permitted_target(context, text, _CONTRACT, Resource.ENERGY_CONTRACTS, Action.DELETE)
    try:
        await context.writes.delete_energy_contract(target.owner_id, target.own_id)
    except UpstreamNotFound:
        raise refuse_unknown(("id",)) from None
    return text


def _depends_on_present(changes: EnergyContractChanges) -> bool:
    """Whether prices or currency are touched, and not everything that the rule is about is given."""
    if changes.prices is UNSET and changes.currency is UNSET:
        return False
    return UNSET in (changes.type, changes.prices, changes.currency)


def _check_currency(
    changes: EnergyContractChanges, present: EnergyContract | None, problems: Problems
) -> None:
    """Hourly prices need a currency. Judged, like upstream, only when one of the two is given."""
    if changes.prices is UNSET and changes.currency is UNSET:
        return
    kind = changes.type if changes.type is not UNSET else present and present.type
    prices = changes.prices if changes.prices is not UNSET else present and present.prices
    currency = changes.currency if changes.currency is not UNSET else present and present.currency
    if kind is EnergyContractType.SPOT_HOURLY and prices and currency is None:
        problems.add(("currency",), ProblemCode.REQUIRED, "Hourly prices need a currency.")
