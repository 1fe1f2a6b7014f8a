"""Every operation of the API below its base, in the order of the document."""

from sandbox.device_kinds import KINDS, VEHICLE, WALLBOX
from sandbox.operation import Operation
from sandbox.operations import (
    buildings,
    charge_policy,
    charging_config,
    cues,
    device_data,
    energy_contracts,
    load_curves,
    onboarding,
    organization_savings,
    schedules,
    sessions,
    statistics,
    trading_prices,
    users,
)
from sandbox.operations.auth_sessions import auth_session_operation
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
    *(auth_session_operation(kind) for kind in KINDS),
    *onboarding.OPERATIONS,
    *cues.OPERATIONS,
    *device_data.OPERATIONS,
    *schedules.OPERATIONS,
    *statistics.OPERATIONS,
    *organization_savings.OPERATIONS,
    *trading_prices.OPERATIONS,
    *load_curves.OPERATIONS,
)
