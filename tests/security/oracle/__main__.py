"""``python -m tests.security.oracle``: as many random operations as one likes, or some seeds again."""

import argparse
import asyncio
import logging
import sys
import time
import warnings

from tests.security.oracle.run import OracleRun, Tally


def main() -> None:
    """Run operations until there are enough of them, or until somebody sees what is not theirs."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.oracle", description=__doc__)
    parser.add_argument("--queries", type=int, default=20_000, help="how many operations are run")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first one")
    arguments = parser.parse_args()
    logging.disable()  # that writes are refused upstream is meant to be
    # graphql-core leaves coroutines of its own behind where errors spread.
    warnings.filterwarnings("ignore", "coroutine")
    sys.unraisablehook = lambda _: None
    started = time.perf_counter()
    tally = asyncio.run(_run(arguments.seed, arguments.queries))
    for name, counter in vars(tally).items():
        print(f"{name}: {dict(sorted(counter.items()))}")
    print(f"{arguments.queries} operations in {time.perf_counter() - started:.0f} s, nothing exposed")


async def _run(seed: int, queries: int) -> Tally:
    async with OracleRun() as oracle:
        await oracle.run(seed, queries)
        return oracle.tally


if __name__ == "__main__":
    main()
