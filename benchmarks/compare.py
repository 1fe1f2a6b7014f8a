"""``python -m benchmarks.compare``: the same beside other servers, written into docs/performance.md."""

import sys

from benchmarks.chart import chart
from benchmarks.page import PAGE, write_tables
from benchmarks.peers.starting import install, missing_tools
from benchmarks.run import parse, run


def main() -> None:
    """Measure everything, print tables, and write the page and its picture unless told otherwise."""
    options = parse("python -m benchmarks.compare", __doc__)
    missing = missing_tools()
    if missing:
        sys.exit(f"{' and '.join(missing)} not found: the peers in JavaScript cannot be run")
    install()
    results = run(options, with_peers=True)
    if options.write:
        write_tables(PAGE, results.tables)
        if results.comparisons:
            picture = PAGE.with_name("performance.svg")
            picture.write_text(chart(results.comparisons), encoding="utf-8")


if __name__ == "__main__":
    main()
