"""The arguments of fields that answer for a range of time."""

from datetime import datetime
from typing import Annotated

from schema.declaring import argument

From = Annotated[datetime, argument("When the time begins.", name="from")]
To = Annotated[datetime, argument("When the time ends; later than it begins.")]
ToWithinPeriods = Annotated[
    datetime, argument("When the time ends; later than it begins, by at most 9,999 periods.")
]
ToWithinWeek = Annotated[datetime, argument("When the time ends; later than it begins, by at most 7 days.")]
