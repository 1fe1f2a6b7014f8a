"""Energy contracts on the wire."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from uuid import UUID, uuid5

from domain.energy_contract import EnergyContract, EnergyContractType, EnergyPrice
from domain.ids import IdKind, encode_id
from partner_api import surprises
from partner_api.wire.row import WireRow, expect_same, identity, link
from partner_api.wire.values import choice, instant, is_plain, lower_names

_TYPES = lower_names(EnergyContractType, without=EnergyContractType.OTHER)
_NAMESPACE = UUID("6f6d2f0e-6a6c-5d0e-9b0a-3b7d4f5f8f11")


class WirePrice(WireRow, frozen=True, kw_only=True, gc=False):
    """One price. Another page of the upstream's calls it ``energy_price``."""

    not_promised = frozenset({"energy_price"})

    price: Decimal | None = None
    energy_price: Decimal | None = None
    timestamp: datetime | None = None


class WireContractOwner(WireRow, frozen=True, kw_only=True, gc=False):
    """The owner, where the upstream sends one as an object."""

    id: str | None = None


class WireEnergyContract(WireRow, frozen=True, kw_only=True, gc=False):
    """A tariff. ``owner`` is on one page of the upstream's only, ``id`` may be null."""

    not_promised = frozenset({"owner"})

    id: str | None = None
    owner: WireContractOwner | str | None = None
    building: str | None = None
    energy_contract_type: str | None = None
    energy_prices: list[WirePrice] | None = None
    meter_id: str | None = None
    supplier: str | None = None
    currency_energy_price: str | None = None
    energy_price_includes_external_components: bool | None = None


_STARTS_AT = attrgetter("starts_at")


def to_energy_contracts(
    rows: Iterable[WireEnergyContract], organization_id: str, user_id: str
) -> tuple[EnergyContract, ...]:
    """Make the records of the contracts that were listed for that user.

    A contract without an id gets one derived from its owner and from what does not change when
    prices are added, plus a running number for contracts that are alike in all of that.

    Raises:
        UpstreamInvalidResponse: An id is not a UUID, or a row names another owner.

    """
    alike: Counter[str] = Counter()
    records = []
    for row in rows:
        _check_owner(row, user_id)
        if row.id is None:
            content = _lasting_content(row)
            contract_id = str(uuid5(_NAMESPACE, f"{user_id}\n{content}\n{alike[content]}"))
            alike[content] += 1
        else:
            contract_id = identity(row.id, "the id of an energy contract")
        records.append(_record(row, organization_id, user_id, contract_id))
    return tuple(records)


def _record(row: WireEnergyContract, organization_id: str, user_id: str, contract_id: str) -> EnergyContract:
    return EnergyContract(
        id=encode_id(IdKind.ENERGY_CONTRACT, organization_id, user_id, contract_id),
        energy_contract_id=contract_id,
        owner_id=user_id,
        building_id=link(row.building, "energy_contract.building"),
        type=choice(
            row.energy_contract_type or None,
            _TYPES,
            EnergyContractType.OTHER,
            "energy_contract.energy_contract_type",
        ),
        prices=_prices(row.energy_prices or ()),
        currency=row.currency_energy_price or None,
        meter_id=row.meter_id,
        supplier=row.supplier,
        includes_external_components=row.energy_price_includes_external_components,
    )


def _check_owner(row: WireEnergyContract, user_id: str) -> None:
    owner = row.owner.id if isinstance(row.owner, WireContractOwner) else row.owner
    if owner is not None:
        expect_same(owner, user_id, "the owner of an energy contract")


def _lasting_content(row: WireEnergyContract) -> str:
    return repr(
        (row.building, row.energy_contract_type, row.meter_id, row.supplier, row.currency_energy_price)
    )


def _prices(rows: Iterable[WirePrice]) -> tuple[EnergyPrice, ...]:
    prices = []
    for row in rows:
        amount = row.price if row.price is not None else row.energy_price
        starts_at = instant(row.timestamp)
        if amount is None or starts_at is None or not is_plain(amount):
            surprises.unusable("energy_contract.energy_prices", "an entry without price or timestamp")
            continue
        prices.append(EnergyPrice(price_per_kilowatt_hour=amount, starts_at=starts_at))
    prices.sort(key=_STARTS_AT)
    return tuple(prices)
