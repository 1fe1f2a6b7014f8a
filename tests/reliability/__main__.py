"""``python -m tests.reliability``: what clients notice when the upstream fails, as a table.

Sandbox and gateway are real processes on loopback. Takes about half an hour; ``--only``
names a part, ``--seconds`` the length of each outage.
"""

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

from tests.reliability.faults import RANDOM_FAILURES, TROUBLES, with_trouble
from tests.reliability.figures import Figures, heading, line
from tests.reliability.outages import OUTAGES, cold_outage, warm_outage

Scenario = Callable[[], Coroutine[Any, Any, Figures]]

_PARTS = ("outages", "old", "cold", "random", "faults")
_HASTEN = 20.0


def _scenarios(part: str, seconds: float) -> Iterator[Scenario]:
    if part == "outages":
        yield from (partial(warm_outage, outage, seconds) for outage in OUTAGES)
    elif part == "old":  # nearly all that is kept soon is older than its stale window
        yield from (partial(warm_outage, outage, seconds, _HASTEN) for outage in OUTAGES[2:])
    elif part == "cold":
        yield from (partial(cold_outage, outage, seconds) for outage in OUTAGES[::2])
    else:
        troubles, length = (RANDOM_FAILURES, seconds / 2) if part == "random" else (TROUBLES, seconds / 8)
        for trouble in troubles:
            yield partial(with_trouble, trouble, length, is_warm=True)
            yield partial(with_trouble, trouble, length, is_warm=False)


async def _run(parts: list[str], seconds: float) -> bool:
    _say(*heading())
    is_kept = True
    for part in parts:
        for scenario in _scenarios(part, seconds):
            row = await scenario()
            _say(line(row))
            is_kept = is_kept and not row.missed
    return is_kept


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run it with the arguments of the command line; fails if a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", choices=_PARTS, action="append")
    asked = parser.parse_args()
    _say(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}", "")
    if not asyncio.run(_run(asked.only or list(_PARTS), asked.seconds)):
        sys.exit(1)


if __name__ == "__main__":
    main()
