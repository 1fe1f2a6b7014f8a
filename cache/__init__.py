"""What is shared between operations. For now: fetches that are under way; nothing is kept."""

from cache.single_flight import SingleFlight

__all__ = ["SingleFlight"]
