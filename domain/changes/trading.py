"""What a trading desk hands in for the coming day."""

from datetime import datetime
from enum import Enum

from msgspec import UNSET, UnsetType

from domain.changes.base import Changes
from domain.device import PriceZone
from domain.record import Record
from domain.trading import DayAheadPrice


class DayAheadUpload(Changes, frozen=True, kw_only=True):
    """Quarter-hour prices of one zone for future days, in euros per megawatt hour, exact.

    ``timezone_override`` is the upstream's own; no page says what it does.
    """

    price_zone: PriceZone
    prices: tuple[DayAheadPrice, ...]
    timezone_override: str | UnsetType | None = UNSET


class UploadState(Enum):
    """What became of the prices: only ``STORED`` means that they were taken."""

    STORED = "STORED"
    EXISTING = "EXISTING"
    NOT_EXISTING = "NOT_EXISTING"
    LATE = "LATE"
    EMPTY = "EMPTY"
    OTHER = "OTHER"


class UploadResult(Record, frozen=True, kw_only=True):
    """What became of an upload, and when the load curves are calculated next."""

    state: UploadState
    load_curves_calculated_at: datetime | None = None
