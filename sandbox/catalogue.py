"""Every operation of the API below its base, in the order of the document."""

from sandbox.device_kinds import KINDS
from sandbox.operation import Operation
from sandbox.operations import buildings, energy_contracts, users
from sandbox.operations.devices import device_operations

OPERATIONS: tuple[Operation, ...] = (
    *users.OPERATIONS,
    *buildings.OPERATIONS,
    *energy_contracts.OPERATIONS,
    *(operation for kind in KINDS for operation in device_operations(kind)),
)
