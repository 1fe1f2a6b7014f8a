"""Writing: every change goes through here, once, and is seen by every reader afterwards.

Writes take proof that the viewer may do what is asked for (:mod:`domain.visibility`). Whatever
becomes of a write, the answers that it may have made untrue are purged.
"""

from loaders.writing.charging import ChargingWriting
from loaders.writing.connecting import ConnectingWriting
from loaders.writing.devices import DeviceWriting
from loaders.writing.homes import HomeWriting
from loaders.writing.trading import TradingWriting
from loaders.writing.users import UserWriting


class Writes(UserWriting, HomeWriting, DeviceWriting, ChargingWriting, ConnectingWriting, TradingWriting):
    """The writes of one organization, for one operation."""


__all__ = ["Writes"]
