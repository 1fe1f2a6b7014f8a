"""What the organizations of one client have in common."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from partner_api.discipline import Discipline
from partner_api.running import Running
from partner_api.telemetry import Meter
from partner_api.upstream import Timeouts


@dataclass(frozen=True, slots=True)
class Shared:
    """The way to send, the limits, and what makes time and chance: all replaceable for tests.

    ``clock`` gives monotonic seconds, ``draw`` random numbers from 0 to 1.
    """

    transport: httpx.AsyncBaseTransport
    timeouts: Timeouts
    discipline: Discipline
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[object]]
    draw: Callable[[], float]
    meter: Meter
    running: Running
