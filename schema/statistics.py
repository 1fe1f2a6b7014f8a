"""The figures of a heat pump's last periods."""

from typing import Annotated

from strawberry import Parent

from domain import heat_pump as heat_pump_records
from domain import statistics as records
from domain.statistics import StatisticsKeyword, StatisticsResolution
from resolvers import statistics as resolvers
from resolvers.context import Info
from schema.declaring import argument

_Resolutions = Annotated[
    list[StatisticsResolution] | None,
    argument("How long the periods are: one of each length; of a day if not given."),
]
_Keywords = Annotated[
    list[StatisticsKeyword] | None,
    argument("Which groups of figures to work out; all of them if not given. Others are null."),
]


async def heat_pump_statistics(
    heat_pump: Parent[heat_pump_records.HeatPump],
    info: Info,
    resolutions: _Resolutions = None,
    keywords: _Keywords = None,
) -> list[records.StatisticsPeriod]:
    """The field ``statistics`` of a heat pump."""
    lengths = [StatisticsResolution.DAY] if resolutions is None else resolutions
    return list(await resolvers.heat_pump_statistics(info.context, heat_pump, lengths, keywords))
