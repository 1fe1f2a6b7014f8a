"""Statistics of heat pumps, and savings of heat pumps, vehicles and inverters."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sandbox.clock import from_wire, to_wire
from sandbox.device_kinds import HEAT_PUMP, INVERTER, VEHICLE, DeviceKind
from sandbox.errors import Unprocessable
from sandbox.models.errors import ErrorDetail
from sandbox.models.formats import Timestamp
from sandbox.models.statistics import (
    ConsumptionFigures,
    HeatPumpFigures,
    InverterFigures,
    SavingsFigures,
    Statistics,
    StatisticsData,
    StatisticsMetadata,
    StatisticsPeriod,
    VehicleFigures,
)
from sandbox.operation import Call, Operation
from sandbox.operations.devices import bound, device_path, find_device
from sandbox.operations.time_ranges import cut, listed_words, loose_moment
from sandbox.state.daily import EXPORTED_SHARE, PRICE_EUR, Figures, figures_by_day, total
from sandbox.state.periods import STATISTICS_RESOLUTIONS, period_start
from sandbox.state.vehicle import cycle_of
from sandbox.store.device_record import DeviceRecord
from sandbox.validation.parameters import Parameter
from sandbox.validation.problems import not_listed

UNITS = {"savings": "EUR", "percentage": "%", "consumption": "kWh"}
KEYWORDS = ("savings", "consumption")


def get_statistics(kind: DeviceKind, call: Call) -> Statistics:
    """For each resolution asked for, the last period that is over."""
    record = find_device(kind, call)
    keywords = listed_words(call, "keywords", KEYWORDS)
    data = []
    for resolution in listed_words(call, "resolution", STATISTICS_RESOLUTIONS):
        end = period_start(call.now, resolution)
        start = period_start(end - timedelta(seconds=1), resolution)
        data.append(_period(kind, record, resolution, start, end, keywords, call.now))
    return Statistics(metadata=_metadata(call), data=data)


def get_savings(kind: DeviceKind, call: Call) -> Statistics:
    """The periods of a range, the first and the last whole even if the range cuts them."""
    record = find_device(kind, call)
    resolution = call.query["resolution"]
    if resolution not in STATISTICS_RESOLUTIONS:
        raise Unprocessable([not_listed(("query", "resolution"), STATISTICS_RESOLUTIONS)])
    first, last = from_wire(call.query["from"]), loose_moment(call, "to")
    data = [
        _period(kind, record, resolution, start, end, KEYWORDS, call.now)
        for start, end in cut(first, last, resolution)
    ]
    return Statistics(metadata=_metadata(call), data=data)


def recorded_days(record: DeviceRecord, start: datetime, end: datetime, now: datetime) -> range:
    """The whole days between two moments on which the device was connected, up to yesterday."""
    first = max(start.toordinal(), from_wire(record.row.created_at).toordinal())
    return range(first, min(end.toordinal(), now.toordinal()))


def _period(
    kind: DeviceKind,
    record: DeviceRecord,
    resolution: str,
    start: datetime,
    end: datetime,
    keywords: tuple[str, ...],
    now: datetime,
) -> StatisticsData:
    days = recorded_days(record, start, end, now)
    figures = total(figures_by_day(kind.segment, record), days)
    return StatisticsData(
        resolution=resolution,
        period=StatisticsPeriod(start_period=to_wire(start), end_period=to_wire(end)),
        savings=_savings(figures, has_data=bool(days)) if "savings" in keywords else None,
        consumption=_consumption(figures, has_data=bool(days)) if "consumption" in keywords else None,
        **_own_block(kind, record, figures),
    )


def _savings(figures: Figures, *, has_data: bool) -> SavingsFigures:
    if not has_data:
        return SavingsFigures(total=None, percentage=None)
    cost = figures.consumption_kwh * PRICE_EUR + figures.savings_eur
    percentage = 100 * figures.savings_eur / cost if cost else 0.0
    return SavingsFigures(total=round(figures.savings_eur, 2), percentage=round(percentage, 1))


def _consumption(figures: Figures, *, has_data: bool) -> ConsumptionFigures:
    return ConsumptionFigures(total=round(figures.consumption_kwh, 2) if has_data else None)


def _own_block(kind: DeviceKind, record: DeviceRecord, figures: Figures) -> dict[str, Any]:
    energy_wh = round(1000 * figures.consumption_kwh, 1)
    if kind is HEAT_PUMP:
        return {"heat_pump": HeatPumpFigures(estimated_consumption_wh=energy_wh)}
    if kind is INVERTER:
        solar_wh = 1000 * figures.solar_kwh
        exported = round(solar_wh * EXPORTED_SHARE, 1)
        return {"inverter": InverterFigures(solar_production_wh=round(solar_wh, 1), grid_export_wh=exported)}
    vehicle = VehicleFigures(
        estimated_consumption_wh=energy_wh,
        charge_session_count=float(figures.sessions),
        average_charge_power_w=float(cycle_of(record).rate_w) if figures.sessions else None,
    )
    return {"electric_vehicle": vehicle}


def _metadata(call: Call) -> StatisticsMetadata:
    query = {name: value for name, value in call.query.items() if value is not None}
    return StatisticsMetadata(requested_at=to_wire(call.now), query=query, units=UNITS, error=None)


_BAD_REQUEST = {int(HTTPStatus.BAD_REQUEST): ErrorDetail}
_STATISTICS_PARAMETERS = (
    Parameter(
        "resolution", str, default="1DAY", description=f"Comma list of {', '.join(STATISTICS_RESOLUTIONS)}."
    ),
    Parameter("keywords", str, description=f"Comma list of {', '.join(KEYWORDS)}."),
)
_SAVINGS_PARAMETERS = (
    Parameter("from", Timestamp, required=True),
    Parameter("to", str, required=True, description="A day or a timestamp."),
    Parameter(
        "resolution", str, default="1MONTH", description=f"One of {', '.join(STATISTICS_RESOLUTIONS)}."
    ),
)


def _savings_operation(kind: DeviceKind) -> Operation:
    return Operation(
        "GET", f"{device_path(kind)}/savings", kind.tag, f"Savings of {kind.singular}",
        bound(get_savings, kind), Statistics, parameters=_SAVINGS_PARAMETERS, refusals=_BAD_REQUEST,
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "GET", f"{device_path(HEAT_PUMP)}/statistics", HEAT_PUMP.tag, "Statistics of a heat pump",
        bound(get_statistics, HEAT_PUMP), Statistics, parameters=_STATISTICS_PARAMETERS,
    ),
    *(_savings_operation(kind) for kind in (HEAT_PUMP, VEHICLE, INVERTER)),
)  # fmt: skip
