"""``python -m tests.fuzzing``: wrong bytes over real sockets, as many as one likes, or one seed again."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzzing.judging import Wrong
from tests.fuzzing.run import Fuzzing
from tests.served_gateway import served


def main() -> None:
    """Send them, and print what happened, or the first conversation that was answered wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000, help="how many conversations are held")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first one")
    arguments = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as directory, served(Path(directory)) as gateway:
        fuzzing = Fuzzing(gateway)
        try:
            asyncio.run(fuzzing.run(arguments.seed, arguments.requests))
        except Wrong as wrong:
            print(wrong)
            sys.exit(1)
        finally:
            for line in fuzzing.figures.lines():
                print(line)
    print(f"nothing wrong in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
