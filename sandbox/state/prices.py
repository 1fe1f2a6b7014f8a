"""The electricity market of the sandbox."""

import math
from datetime import datetime

from sandbox.state.nature import seed_of, share

_MARKET = seed_of("market")


def spot_price(moment: datetime) -> float:
    """EUR per kWh of the quarter hour `moment` lies in: dear in the evening, cheap at night and noon."""
    hour = moment.hour + moment.minute // 15 / 4
    shape = 0.03 * math.cos(2 * math.pi * (hour - 19) / 24) + 0.03 * math.cos(4 * math.pi * (hour - 8) / 24)
    daily = 0.04 * share(_MARKET, moment.toordinal())
    return round(0.07 + shape + daily, 5)
