"""What is examined, and by which means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class Patient:
    """The settings in force. ``transport`` replaces the network and ``clock`` the time, for tests.

    ``is_thorough`` asks to be told of everything, however small.
    """

    settings: Settings
    transport: httpx.AsyncBaseTransport | None
    clock: Callable[[], datetime]
    is_thorough: bool

    def __post_init__(self) -> None:
        if self.clock().tzinfo is None:
            raise ValueError("the clock must give instants with a time zone")
