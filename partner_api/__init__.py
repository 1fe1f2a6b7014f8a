"""The client of the Partner API: HTTP, OAuth, and the way from JSON bytes to the domain's records.

The upstream's paths, names, units and quirks stop here. Only :mod:`domain` is imported.
"""

from partner_api.client import PartnerApi
from partner_api.discipline import Discipline, Priority
from partner_api.read import Read
from partner_api.snapshot import UpstreamState
from partner_api.upstream import Timeouts, Upstream, UpstreamCall
from partner_api.watching import Watch, WatchedCall

__all__ = [
    "Discipline",
    "PartnerApi",
    "Priority",
    "Read",
    "Timeouts",
    "Upstream",
    "UpstreamCall",
    "UpstreamState",
    "Watch",
    "WatchedCall",
]
