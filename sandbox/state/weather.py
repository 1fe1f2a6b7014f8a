"""Weather of the sandbox: one mild continental climate for everybody."""

import math
from datetime import datetime

from sandbox.state.nature import share


def outdoor_temperature(seed: int, moment: datetime) -> float:
    """Degrees Celsius: warm in July, warmest in mid-afternoon, a little different everywhere."""
    day = moment.timetuple().tm_yday
    hour = moment.hour + moment.minute / 60
    season = 10 - 10 * math.cos(2 * math.pi * (day - 20) / 365)
    daily = 4 * math.sin(2 * math.pi * (hour - 9) / 24)
    local = 4 * share(seed, moment.toordinal()) - 2
    return round(season + daily + local, 1)


def sunshine(seed: int, moment: datetime) -> float:
    """Share of an inverter's rating the sun gives now: 0 at night, up to 0.9 on a clear summer noon."""
    day = moment.timetuple().tm_yday
    hour = moment.hour + moment.minute / 60
    half_day = 6 - 2 * math.cos(2 * math.pi * (day + 10) / 365)
    height = math.cos(math.pi / 2 * (hour - 12) / half_day) if abs(hour - 12) < half_day else 0.0
    clouds = 0.3 + 0.6 * share(seed, moment.toordinal() * 24 + moment.hour)
    return height * clouds


def sunshine_hours(seed: int, ordinal_day: int) -> float:
    """Full-load hours of one day."""
    season = 3.2 - 2.4 * math.cos(2 * math.pi * (ordinal_day % 365.25 + 10) / 365.25)
    return season * (0.6 + 0.8 * share(seed, ordinal_day))
