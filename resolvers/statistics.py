"""The figures of a heat pump's last periods."""

from collections.abc import Collection, Sequence

from domain.errors import BadUserInput
from domain.heat_pump import HeatPump
from domain.statistics import StatisticsKeyword, StatisticsPeriod, StatisticsResolution
from resolvers.context import Context


async def heat_pump_statistics(
    context: Context,
    heat_pump: HeatPump,
    resolutions: Collection[StatisticsResolution],
    keywords: Collection[StatisticsKeyword] | None,
) -> Sequence[StatisticsPeriod]:
    """What a heat pump used and saved in the last period of each length that is over.

    Raises:
        BadUserInput: There is nothing to ask for, or a period has no known length.

    """
    for name, wanted in (("resolutions", resolutions), ("keywords", keywords)):
        if wanted is not None and not wanted:
            raise BadUserInput(f"`{name}` must not be empty.")
    if StatisticsResolution.OTHER in resolutions:
        raise BadUserInput("`resolutions` must not hold OTHER.")
    owner_id = context.access.require_user(heat_pump.owner_id)
    # In one order and each once, so that who asks for the same shares the call.
    lengths = tuple(each for each in StatisticsResolution if each in resolutions)
    groups = () if keywords is None else tuple(each for each in StatisticsKeyword if each in keywords)
    key = (owner_id, heat_pump.device_id, lengths, groups)
    return await context.loaders.details.statistics_by_heat_pump.load(key)
