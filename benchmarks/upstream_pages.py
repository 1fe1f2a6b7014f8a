"""``python -m benchmarks.upstream_pages``: how many round trips the calls of one page take.

A page is the list of users and then five lists of each, all asked at the same time, of an upstream
that takes 20 ms for every answer and keeps up with everything. The first page of the process opens
the connections and finds the limit; the others show what there is then. On a machine of two cores
the upstream's own work is part of what is measured.
"""

import argparse
import asyncio
import os
import platform
import time
from collections.abc import Coroutine
from typing import Any

import uvloop

from benchmarks.upstream_calls import ORGANIZATION, client, upstream
from domain.device import DeviceKind
from partner_api import PartnerApi

_KINDS = (
    DeviceKind.HEAT_PUMP,
    DeviceKind.ELECTRIC_VEHICLE,
    DeviceKind.SOLAR_INVERTER,
    DeviceKind.WALLBOX,
)


async def _page(api: PartnerApi, users: int) -> None:
    await api.buildings(ORGANIZATION, _user(0))  # as the list of users: one call before all others
    asked: list[Coroutine[Any, Any, object]] = []
    for number in range(users):
        user = _user(number)
        asked.append(api.buildings(ORGANIZATION, user).fetch())
        asked += [api.devices(ORGANIZATION, user, kind).fetch() for kind in _KINDS]
    await asyncio.gather(*asked)


def _user(number: int) -> str:
    return f"11111111-2222-4333-8444-{number:012}"


async def _measure(port: int, pages: int, users: int, connections: int, latency: float) -> None:
    async with client(port, connections) as api:
        for number in range(pages):
            started, cpu = time.perf_counter(), time.process_time()
            await _page(api, users)
            seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
            (state,) = api.snapshot()
            print(
                f"page {number + 1}: {seconds / latency:5.2f} round trips, {cpu * 1000:6.1f} ms CPU"
                f" ({cpu / (5 * users + 1) * 1e6:.0f} us per call), limit {state.limit}"
            )


def main() -> None:
    """Measure and print a line for each page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upstream_pages", description=__doc__)
    parser.add_argument("--pages", type=int, default=8, help="how many pages, one after the other")
    parser.add_argument("--users", type=int, default=50, help="users on a page")
    parser.add_argument("--connections", type=int, default=500, help="the most connections")
    parser.add_argument("--latency", type=float, default=0.02, help="seconds that the upstream takes")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}, uvloop")
    with upstream(arguments.latency, body="[]") as port:
        uvloop.run(_measure(port, arguments.pages, arguments.users, arguments.connections, arguments.latency))


if __name__ == "__main__":
    main()
