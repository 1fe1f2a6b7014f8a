"""What devices measured, and what steered them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from strawberry import Parent

from domain import device as device_records
from domain import time_series as records
from domain.time_series import DataResolution
from resolvers import time_series as resolvers
from resolvers.context import Info
from resolvers.pagination import Page, PageRequest
from schema.connection import After, Before, First, Last
from schema.declaring import argument, attribute, describes
from schema.time_range import From, ToWithinPeriods

DESCRIPTION = (
    "What was measured, period by period in the order of time. A period of which nothing is known is a "
    "point whose values are null; there are no points at all if nothing is known of the whole time. One "
    "upstream call for each device and time, however many pages of it are read at once."
)

_Resolution = Annotated[DataResolution, argument("How long each period is.")]
_STARTS_AT = "When the period begins. It ends when the next one begins."
_PRICE = (
    "The price of a kilowatt hour that steering went by, in the currency of the price zone; null if "
    "nothing was recorded."
)
_NULL = "null if nothing was recorded."


@describes(
    records.HeatPumpDataPoint, "What a heat pump measured in one period; null where nothing was recorded."
)
class HeatPumpDataPoint:
    """A period of a heat pump."""

    starts_at: datetime = attribute(_STARTS_AT)
    price_per_kilowatt_hour: Decimal | None = attribute(_PRICE)
    inlet_temperature_celsius: float | None = attribute(
        f"The temperature of the water that goes into the heating; {_NULL}"
    )
    domestic_hot_water_temperature_celsius: float | None = attribute(
        f"The temperature of the hot water; {_NULL}"
    )
    estimated_consumption_kilowatt_hours: float | None = attribute(
        f"The electricity used in the period, as estimated; {_NULL}"
    )
    filtered_estimated_consumption_kilowatt_hours: float | None = attribute(
        f"The estimated consumption after smoothing; {_NULL}"
    )
    simulated_consumption_kilowatt_hours: float | None = attribute(
        f"The electricity that a simulation uses in the period; {_NULL}"
    )
    unoptimized_consumption_kilowatt_hours: float | None = attribute(
        f"The electricity that would have been used without steering; {_NULL}"
    )


@describes(
    records.ElectricVehicleDataPoint,
    "What an electric vehicle measured in one period; null where nothing was recorded.",
)
class ElectricVehicleDataPoint:
    """A period of a vehicle."""

    starts_at: datetime = attribute(_STARTS_AT)
    price_per_kilowatt_hour: Decimal | None = attribute(_PRICE)
    battery_level_percent: float | None = attribute(f"How full the battery was; {_NULL}")
    estimated_consumption_kilowatt_hours: float | None = attribute(
        f"The electricity charged in the period, as estimated; {_NULL}"
    )
    unoptimized_consumption_kilowatt_hours: float | None = attribute(
        f"The electricity that would have been charged without steering; {_NULL}"
    )
    is_charging: bool | None = attribute(f"Whether the vehicle was charging; {_NULL}")
    is_plugged_in: bool | None = attribute(f"Whether the vehicle was plugged in; {_NULL}")
    is_at_optimized_location: bool | None = attribute(
        f"Whether the vehicle was where its charging is optimized; {_NULL}"
    )


@describes(
    records.InverterDataPoint,
    "What a solar inverter measured in one period; null where nothing was recorded. The Partner API calls "
    "this beta.",
)
class SolarInverterDataPoint:
    """A period of an inverter."""

    starts_at: datetime = attribute(_STARTS_AT)
    price_per_kilowatt_hour: Decimal | None = attribute(_PRICE)
    solar_production_power_watts: float | None = attribute(f"The power the panels delivered; {_NULL}")
    household_consumption_power_watts: float | None = attribute(f"The power the household used; {_NULL}")
    battery_level_percent: float | None = attribute(f"How full the battery was; {_NULL}")
    grid_import_power_watts: float | None = attribute(
        f"The power that came from the grid, never negative; {_NULL}"
    )
    grid_export_power_watts: float | None = attribute(
        f"The power that went to the grid, never negative; {_NULL}"
    )


async def device_data(
    device: Parent[device_records.Device],
    info: Info,
    from_: From,
    to: ToWithinPeriods,
    resolution: _Resolution = DataResolution.FIFTEEN_MINUTES,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[records.DataPoint]:
    """The field ``data`` of a device."""
    request = PageRequest(first, after, last, before)
    return await resolvers.device_data_page(info.context, device, from_, to, resolution, request)
