"""``python -m tests.reliability``: what clients notice when the upstream fails, as a table.

Sandbox and gateway are real processes on loopback. Takes about half an hour as it stands; ``--only``
names a part, ``--seconds`` the length of each outage.
"""

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Awaitable, Callable, Iterator

from tests.reliability.faults import RANDOM_FAILURES, TROUBLES, with_trouble
from tests.reliability.figures import Figures, table
from tests.reliability.outages import OUTAGES, cold_outage, warm_outage

Scenario = Callable[[], Awaitable[Figures]]

_PARTS = ("outages", "old", "cold", "random", "faults")
_HASTEN = 20.0


def _scenarios(part: str, seconds: float) -> Iterator[Scenario]:
    shorter = max(2.0, seconds / 4)
    if part == "outages":
        for outage in OUTAGES:
            yield lambda outage=outage: warm_outage(outage, seconds)  # type: ignore[misc]
    elif part == "old":  # most of what is kept is older than its stale window soon
        for outage in OUTAGES:
            yield lambda outage=outage: warm_outage(outage, seconds, _HASTEN)  # type: ignore[misc]
    elif part == "cold":
        for outage in OUTAGES:
            yield lambda outage=outage: cold_outage(outage, seconds)  # type: ignore[misc]
    else:
        for trouble in RANDOM_FAILURES if part == "random" else TROUBLES:
            length = seconds if part == "random" else shorter
            for is_warm in (True, False):
                yield lambda trouble=trouble, is_warm=is_warm, length=length: with_trouble(  # type: ignore[misc]
                    trouble, length, is_warm=is_warm
                )


async def _run(parts: list[str], seconds: float) -> bool:
    rows: list[Figures] = []
    for part in parts:
        for scenario in _scenarios(part, seconds):
            rows.append(await scenario())
            sys.stderr.write(f"{rows[-1].name}\n")
    sys.stdout.write(table(rows) + "\n")
    return not any(row.missed for row in rows)


def main() -> None:
    """Run it with the arguments of the command line; fails if a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", choices=_PARTS, action="append")
    asked = parser.parse_args()
    sys.stdout.write(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n\n")
    if not asyncio.run(_run(asked.only or list(_PARTS), asked.seconds)):
        sys.exit(1)


if __name__ == "__main__":
    main()
