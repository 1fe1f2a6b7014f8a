"""What is shared between operations. For now: fetches that are under way; nothing is kept."""

from cache.freshness import FRESH_SECONDS, Kind
from cache.single_flight import SingleFlight

__all__ = ["FRESH_SECONDS", "Kind", "SingleFlight"]
