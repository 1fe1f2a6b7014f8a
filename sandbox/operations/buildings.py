"""Buildings of a user."""

from msgspec.structs import replace

from sandbox.models.buildings import Building, BuildingCreate, BuildingUpdate
from sandbox.operation import NO_CONTENT, Call, Operation
from sandbox.operations.users import USER

TAG = "User Buildings"


def list_buildings(call: Call) -> list[Building]:
    """Every building of the user."""
    return list(call.household.buildings.values())


def create_building(call: Call) -> Building:
    """A new building."""
    building = Building(id=call.organization.new_id("building"), **call.body)
    call.household.buildings[building.id] = building
    return building


def get_building(call: Call) -> Building:
    """One building."""
    return call.household.building(call.path["building_id"])


def update_building(call: Call) -> Building:
    """Changes the sent fields; the name is always among them."""
    building = replace(get_building(call), **call.body)
    call.household.buildings[building.id] = building
    return building


def delete_building(call: Call) -> object:
    """Removes a building for good; its devices and contracts lose their link to it."""
    building = get_building(call)
    household = call.household
    for owned in household.devices.values():
        for record in owned.values():
            if record.row.building == building.id:
                record.row = replace(record.row, building=None)
    for contract in household.contracts.values():
        if contract.row.building == building.id:
            contract.row = replace(contract.row, building=None)
    del household.buildings[building.id]
    return NO_CONTENT


BUILDINGS = f"{USER}/buildings"
BUILDING = f"{BUILDINGS}/{{building_id}}"

OPERATIONS = (
    Operation("GET", BUILDINGS, TAG, "List the buildings of a user", list_buildings, list[Building]),
    Operation("POST", BUILDINGS, TAG, "Create a building", create_building, Building, BuildingCreate),
    Operation("GET", BUILDING, TAG, "Get a building", get_building, Building),
    Operation("PUT", BUILDING, TAG, "Update a building", update_building, Building, BuildingUpdate),
    Operation("DELETE", BUILDING, TAG, "Delete a building", delete_building),
)
