"""Savings of all devices of an organization."""

from sandbox.clock import from_wire
from sandbox.models.formats import Timestamp
from sandbox.models.statistics import DevicesSavings
from sandbox.operation import Call, Operation
from sandbox.operations.statistics import recorded_days
from sandbox.state.daily import figures_by_day, total
from sandbox.store.household import HEAT_PUMPS, INVERTERS, VEHICLES
from sandbox.validation.parameters import Parameter

KINDS = (HEAT_PUMPS, VEHICLES, INVERTERS)


def get_organization_savings(call: Call) -> DevicesSavings:
    """EUR saved on the whole days of the range, over every user and device that is not deleted."""
    start, end = (from_wire(call.query[name]) for name in ("start_datetime", "end_datetime"))
    organization = call.organization
    sums = dict.fromkeys(KINDS, 0.0)
    for user in organization.active_users():
        household = organization.household(user.id)
        for kind in KINDS:
            for record in household.present(kind):
                days = recorded_days(record, start, end, call.now)
                sums[kind] += total(figures_by_day(kind, record), days).savings_eur
    return DevicesSavings(
        total_savings=round(sum(sums.values()), 2),
        heat_pump_savings=round(sums[HEAT_PUMPS], 2),
        electric_vehicle_savings=round(sums[VEHICLES], 2),
        inverter_savings=round(sums[INVERTERS], 2),
    )


OPERATIONS = (
    Operation(
        "GET",
        "/org/{org_id}/devices/savings",
        "Devices",
        "Savings of all devices of the organization",
        get_organization_savings,
        DevicesSavings,
        parameters=(
            Parameter("start_datetime", Timestamp, required=True),
            Parameter("end_datetime", Timestamp, required=True),
        ),
    ),
)
