"""Time series of heat pumps, vehicles and inverters."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from msgspec import Struct

from sandbox.clock import to_wire
from sandbox.device_kinds import HEAT_PUMP, INVERTER, VEHICLE, DeviceKind
from sandbox.errors import BadRequest, Unprocessable
from sandbox.models.errors import ErrorDetail
from sandbox.models.time_series import (
    ElectricVehicleData,
    ElectricVehicleDataPointOutput,
    HeatPumpData,
    HeatPumpDataPointOutput,
    InverterData,
    InverterDataPoint,
)
from sandbox.operation import Call, Operation
from sandbox.operations.devices import device_path, find_device
from sandbox.operations.time_ranges import FROM, TO, cut, listed_words, moment_of
from sandbox.state.periods import DATA_RESOLUTIONS
from sandbox.state.series import points_of, was_recorded
from sandbox.validation.parameters import Parameter
from sandbox.validation.problems import not_listed

FILL_MISSING = Parameter(
    "fill-missing",
    bool,
    "header",
    default=False,
    description="The whole range, with nulls where nothing is known.",
)
RESOLUTION = Parameter(
    "resolution", str, default="15MIN", description=f"One of {', '.join(DATA_RESOLUTIONS)}."
)


@dataclass(frozen=True)
class Series:
    """The series of a kind: its point and answer models and the keywords it knows."""

    kind: DeviceKind
    point: type[Struct]
    answer: type[Struct]
    keywords: tuple[str, ...]

    def data(self, call: Call) -> Struct:
        """The points of the range. Without `fill-missing` unknown ones are left out, 400 if all are."""
        record = find_device(self.kind, call)
        resolution = call.query["resolution"]
        if resolution not in DATA_RESOLUTIONS:
            raise Unprocessable([not_listed(("query", "resolution"), DATA_RESOLUTIONS)])
        keywords = set(listed_words(call, "keywords", self.keywords))
        # Without a choice even the fields come that no keyword names.
        names = keywords if call.query["keywords"] else set(self.point.__struct_fields__)
        first = moment_of(call, "from_datetime", call.now - timedelta(days=1))
        last = moment_of(call, "to_datetime", call.now)
        fill = call.headers["fill-missing"]
        point = points_of(self.kind.segment, record, call.now)
        rows = []
        for start, end in cut(first, last, resolution):
            if was_recorded(record, start, call.now):
                values = {name: value for name, value in point(start, end).items() if name in names}
                rows.append(self.point(time=to_wire(start), **values))
            elif fill:
                rows.append(self.point(time=to_wire(start)))
        if not rows and not fill:
            reason = "No data in the given range"
            raise BadRequest(reason)
        query = {name: value for name, value in call.query.items() if value is not None}
        metadata: dict[str, Any] = {"requested_at": to_wire(call.now), "query": query, "error": None}
        return self.answer(metadata=metadata, data=rows)

    def operation(self) -> Operation:
        """The operation of the kind."""
        keywords = Parameter("keywords", str, description=f"Comma list of {', '.join(self.keywords)}.")
        return Operation(
            "GET",
            f"{device_path(self.kind)}/data",
            self.kind.tag,
            f"Time series of {self.kind.singular}",
            self.data,
            self.answer,
            parameters=(FILL_MISSING, FROM, TO, RESOLUTION, keywords),
            refusals={int(HTTPStatus.BAD_REQUEST): ErrorDetail},
        )


OPERATIONS = (
    Series(
        HEAT_PUMP,
        HeatPumpDataPointOutput,
        HeatPumpData,
        ("inlet_temp_act", "hot_water_temp", "estimated_consumption", "unoptimized_consumption", "price"),
    ).operation(),
    Series(
        VEHICLE,
        ElectricVehicleDataPointOutput,
        ElectricVehicleData,
        tuple(name for name in ElectricVehicleDataPointOutput.__struct_fields__ if name != "time"),
    ).operation(),
    Series(
        INVERTER,
        InverterDataPoint,
        InverterData,
        tuple(name for name in InverterDataPoint.__struct_fields__ if name != "time"),
    ).operation(),
)
