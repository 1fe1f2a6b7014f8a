"""What was used and saved."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from strawberry import Parent

from domain import device as device_records
from domain import organization as organization_records
from domain import statistics as records
from domain.statistics import StatisticsResolution
from resolvers import savings as resolvers
from resolvers.context import Info
from schema.declaring import argument, attribute, describes
from schema.scalars import CurrencyCode
from schema.time_range import From, To

_Resolution = Annotated[StatisticsResolution, argument("How long each period is.")]


@describes(records.StatisticsPeriod, "What a device used and saved in one period.")
class StatisticsPeriod:
    """A period."""

    resolution: StatisticsResolution = attribute("How long the period is.")
    starts_at: datetime = attribute("When the period begins.")
    ends_at: datetime | None = attribute("When the period ends; null if the Partner API does not say.")
    savings_total: Decimal | None = attribute("What was saved, as an amount of money; null if not known.")
    savings_currency: CurrencyCode | None = attribute("The currency of the amount; null if not known.")
    savings_percent: float | None = attribute(
        "What was saved, of what would have been paid otherwise; null if not known."
    )
    consumption_kilowatt_hours: float | None = attribute("The electricity used; null if not known.")
    estimated_consumption_kilowatt_hours: float | None = attribute(
        "The electricity used, as estimated; null if there is no estimate."
    )
    charge_session_count: int | None = attribute("How often a vehicle charged; null for other devices.")
    average_charge_power_watts: float | None = attribute(
        "The average power a vehicle charged with; null for other devices."
    )
    solar_production_kilowatt_hours: float | None = attribute(
        "What the panels produced; null for other devices than inverters."
    )
    grid_export_kilowatt_hours: float | None = attribute(
        "What went to the grid; null for other devices than inverters."
    )


@describes(
    records.OrganizationSavings,
    "What all devices of an organization saved together, in euros. Null where nothing is known.",
)
class OrganizationSavings:
    """Sums."""

    total_euros: Decimal | None = attribute("What all devices saved; null if not known.")
    heat_pumps_euros: Decimal | None = attribute("What heat pumps saved; null if not known.")
    electric_vehicles_euros: Decimal | None = attribute("What electric vehicles saved; null if not known.")
    inverters_euros: Decimal | None = attribute("What solar inverters saved; null if not known.")


async def device_savings(
    device: Parent[device_records.Device],
    info: Info,
    from_: From,
    to: To,
    resolution: _Resolution = StatisticsResolution.MONTH,
) -> list[records.StatisticsPeriod]:
    """The field ``savings`` of a device."""
    return list(await resolvers.device_savings(info.context, device, from_, to, resolution))


async def organization_savings(
    organization: Parent[organization_records.Organization],
    info: Info,
    from_: From,
    to: To,
) -> records.OrganizationSavings:
    """The field ``savings`` of an organization."""
    return await resolvers.organization_savings(info.context, from_, to)
