"""``python -m benchmarks.compare``: the same beside other servers, written into docs/performance.md."""

import sys

from benchmarks.cases import MODES
from benchmarks.chart import chart
from benchmarks.page import PAGE, write_table
from benchmarks.peers.starting import install, missing_tools
from benchmarks.run import parse, run


def main() -> None:
    """Measure everything, print tables, and write the page and its picture unless told otherwise."""
    options = parse("python -m benchmarks.compare", __doc__)
    missing = missing_tools()
    if missing:
        sys.exit(f"{' and '.join(missing)} not found: the peers in JavaScript cannot be run")
    install()
    if not options.write:
        run(options, with_peers=True)
        return
    results = run(options, with_peers=True, write=lambda table: write_table(PAGE, table))
    if {each.mode for each in results.comparisons} == set(MODES):
        PAGE.with_name("performance.svg").write_text(chart(results.comparisons), encoding="utf-8")


if __name__ == "__main__":
    main()
