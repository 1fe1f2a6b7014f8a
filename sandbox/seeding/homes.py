"""What a seeded user owns. The kind of home repeats, its details follow from the seed."""

from dataclasses import dataclass

from sandbox.models.enums import EnergyContractType
from sandbox.models.users import User
from sandbox.seeding.buildings import seeded_building
from sandbox.seeding.contracts import seeded_contract
from sandbox.seeding.device_kinds import seeded_device
from sandbox.seeding.identifiers import seeded_id
from sandbox.seeding.oddities import mark_oddities
from sandbox.seeding.people import FIRST_END_USER
from sandbox.store.household import (
    HEAT_PUMPS,
    INVERTERS,
    VEHICLES,
    WALLBOXES,
    ChargingSettings,
    Household,
)


@dataclass(frozen=True)
class HomePlan:
    """How many buildings, which contracts (type, building number or None) and devices (kind, building)."""

    buildings: int = 0
    contracts: tuple[tuple[EnergyContractType, int | None], ...] = ()
    devices: tuple[tuple[str, int | None], ...] = ()


_RICH = HomePlan(
    2,
    (("yearly", None), ("monthly", 0), ("spot_hourly", 1)),
    (
        (HEAT_PUMPS, 0), (HEAT_PUMPS, 1), (VEHICLES, 0), (VEHICLES, 0), (INVERTERS, 0), (INVERTERS, 1),
        (WALLBOXES, 0), (WALLBOXES, 1),
    ),
)  # fmt: skip
_PLANS = (
    _RICH,
    HomePlan(1, (("spot_hourly", None),), ((HEAT_PUMPS, 0), (INVERTERS, 0))),
    HomePlan(),
    HomePlan(1, (("yearly", None),), ((VEHICLES, 0), (WALLBOXES, 0), (VEHICLES, 0))),
    HomePlan(2, (("monthly", None), ("yearly", 1)), ((HEAT_PUMPS, 0), (VEHICLES, 1), (HEAT_PUMPS, 1))),
    HomePlan(1, (("yearly", 0),), ((INVERTERS, 0),)),
    HomePlan(
        0,
        (("spot_hourly", None),),
        ((HEAT_PUMPS, None), (VEHICLES, None), (INVERTERS, None), (WALLBOXES, None)),
    ),
    HomePlan(1, (("yearly", 0), ("spot_hourly", None)), ((INVERTERS, 0), (HEAT_PUMPS, 0))),
)


def seeded_household(user: User, position: int, organization_id: str, seed: int) -> Household:
    """The household of the user at a position; administrators and staff own nothing."""
    household = Household()
    if position < FIRST_END_USER:
        return household
    plan = _PLANS[(position - FIRST_END_USER) % len(_PLANS)]
    place = (organization_id, seed)
    building_ids = [seeded_id(*place, "user", position, "building", n) for n in range(plan.buildings)]
    household.buildings = {
        building_id: seeded_building(building_id, user, number)
        for number, building_id in enumerate(building_ids)
    }
    for number, (contract_kind, at) in enumerate(plan.contracts):
        building = None if at is None else building_ids[at]
        contract = seeded_contract(*place, position, number, contract_kind, building)
        household.contracts[str(contract.row.id)] = contract
    for kind, at in plan.devices:
        owned = household.devices[kind]
        number = len(owned)
        device_id = seeded_id(*place, "user", position, kind, number)
        # Vehicle and wallbox of one number share their nature: the box sees what the car does.
        charger = "car" if kind in {VEHICLES, WALLBOXES} else kind
        nature = f"{seed}/{organization_id}/{position}/{charger}/{number}"
        owned[device_id] = seeded_device(
            kind, device_id, user, None if at is None else building_ids[at], nature
        )
    mark_oddities(household, position)
    if household.devices[VEHICLES] and position % 2 == 1:
        household.charging = ChargingSettings("spot", 1500, 300)
    return household
