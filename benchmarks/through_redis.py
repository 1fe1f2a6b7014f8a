"""Pages of 50 users that are read for the first time, by another replica out of Redis, and again."""

import shutil
from collections.abc import Sequence

from benchmarks import queries
from benchmarks.load import Next
from benchmarks.measuring import Measured, measure
from benchmarks.processes import Server
from benchmarks.recording import organization_of
from benchmarks.tables import Table, amount, microseconds, milliseconds
from benchmarks.workbench import Workbench
from tests.cache.redis_server import RedisServer

_PAGE = 50
_AT_A_TIME = 2


def has_redis() -> bool:
    """Whether there is a redis-server to start."""
    return shutil.which("redis-server") is not None


def measure_redis(bench: Workbench, organizations: int) -> Table:
    """Each page is one of an organization of its own, so that there are many first times."""
    ids = [organization_of(_PAGE, 100 + number) for number in range(organizations)]
    found: dict[str, Measured] = {}
    with bench.gateway(ids) as alone:
        found["alone: first time"] = _each_once(bench, alone, ids)
        found["alone: again"] = _each_once(bench, alone, ids)
    with RedisServer() as redis:
        with bench.gateway(ids, GATEWAY_REDIS_URL=redis.url) as first:
            found["with Redis: first time"] = _each_once(bench, first, ids)
        with bench.gateway(ids, GATEWAY_REDIS_URL=redis.url) as second:
            found["with Redis: first time of another replica"] = _each_once(bench, second, ids)
            found["with Redis: again"] = _each_once(bench, second, ids)
    return _table(found)


def _each_once(bench: Workbench, server: Server, organizations: Sequence[str]) -> Measured:
    def asking(some: Sequence[str]) -> Next:
        requests = iter([bench.credentials.request(queries.page(each, _PAGE)) for each in some])
        return lambda: next(requests, None)

    connections = [asking(organizations[number::_AT_A_TIME]) for number in range(_AT_A_TIME)]
    return measure(server, bench.upstream, connections)


def _table(found: dict[str, Measured]) -> Table:
    headings = ("page of 50 users", "p50 ms", "CPU µs/page", "upstream calls/page")
    rows = [
        (
            name,
            milliseconds(measured.p50),
            microseconds(measured.cpu_per_request),
            amount(measured.calls_per_request),
        )
        for name, measured in found.items()
    ]
    return Table("redis", "pages of 50 users, each of another organization", headings, rows)
