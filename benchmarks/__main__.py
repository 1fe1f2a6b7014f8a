"""``python -m benchmarks``: what requests cost, cold and kept, in time, CPU, memory and upstream calls."""

from benchmarks.run import parse, run


def main() -> None:
    """Measure the gateway by itself and print tables."""
    run(parse("python -m benchmarks", __doc__), with_peers=False)


if __name__ == "__main__":
    main()
