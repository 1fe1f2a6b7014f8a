"""``python -m tests.execution.differential``: as many cases as one likes, or one seed again."""

import argparse
import asyncio
import sys
import time
import warnings

from tests.execution.differential.cases import Fuzzer
from tests.execution.differential.nasty_schema import nasty_schema
from tests.execution.differential.real_schema import RealFuzzer

_SEEDS_AT_ONCE = 10


def main() -> None:
    """Run cases until there are enough of them, or until the engines do not agree."""
    parser = argparse.ArgumentParser(prog="python -m tests.execution.differential", description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000, help="how many documents are run")
    parser.add_argument("--seed", type=int, default=0, help="where to begin")
    parser.add_argument("--real", action="store_true", help="over the gateway's own schema")
    arguments = parser.parse_args()
    # graphql-core leaves coroutines of its own behind where errors spread.
    warnings.filterwarnings("ignore", "coroutine")
    sys.unraisablehook = lambda _: None
    run = _run_real if arguments.real else _run_nasty
    started = time.perf_counter()
    told = asyncio.run(run(arguments.seed, arguments.cases))
    print(f"{told} in {time.perf_counter() - started:.0f} s")


async def _run_nasty(seed: int, cases: int) -> str:
    fuzzer = Fuzzer(nasty_schema())
    while fuzzer.tally.cases < cases:
        await fuzzer.run(iter(range(seed, seed := seed + _SEEDS_AT_ONCE)))
    return f"{fuzzer.tally}, seeds below {seed}, left to graphql-core: {dict(fuzzer.compiled.fallbacks)}"


async def _run_real(seed: int, cases: int) -> str:
    async with RealFuzzer() as fuzzer:
        while fuzzer.tally.cases < cases:
            await fuzzer.run(iter(range(seed, seed := seed + _SEEDS_AT_ONCE)))
        return f"{fuzzer.tally}, seeds below {seed}, left to graphql-core: {dict(fuzzer.compiled.fallbacks)}"


if __name__ == "__main__":
    main()
