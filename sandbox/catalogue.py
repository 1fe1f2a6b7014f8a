"""Every operation of the API below its base, in the order of the document."""

from sandbox.device_kinds import KINDS, VEHICLE, WALLBOX
from sandbox.operation import Operation
from sandbox.operations import (
    buildings,
    charge_policy,
    charging_config,
    energy_contracts,
    sessions,
    users,
)
from sandbox.operations.boost import boost_operations
from sandbox.operations.devices import device_operations

OPERATIONS: tuple[Operation, ...] = (
    *users.OPERATIONS,
    *buildings.OPERATIONS,
    *energy_contracts.OPERATIONS,
    *(operation for kind in KINDS for operation in device_operations(kind)),
    *boost_operations(VEHICLE),
    *boost_operations(WALLBOX),
    *sessions.OPERATIONS,
    *charge_policy.OPERATIONS,
    *charging_config.OPERATIONS,
)
