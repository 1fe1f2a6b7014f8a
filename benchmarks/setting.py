"""What the measurements were made on and with: the machine, its limits, and how servers start."""

import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import repeat
from pathlib import Path

import uvloop

from benchmarks.cases import CONNECTIONS, ORGANIZATIONS
from benchmarks.load import run_load
from benchmarks.peers.starting import NODE_JIT, STRAWBERRY, YOGA
from benchmarks.processes import SERVER_CORE, Server, plain_upstream
from benchmarks.tables import Table
from benchmarks.workbench import Workbench
from sandbox import API_BASE

_LIBRARIES = (
    "strawberry-graphql",
    "graphql-core",
    "starlette",
    "uvicorn",
    "uvloop",
    "aiohttp",
    "orjson",
    "msgspec",
)


def describe(bench: Workbench, *, with_peers: bool) -> Table:
    """The machine, versions, and how fast the load generator is by itself."""
    rows = [
        ("date", datetime.now(UTC).date().isoformat()),
        ("machine", f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"),
        ("Python", platform.python_version()),
        *((("Node.js", _node()),) if with_peers else ()),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)),
        ("load on the machine at the start", f"{os.getloadavg()[0]:.1f}"),
        ("most that the load generator can do", f"{ceiling(bench):,.0f} requests/s"),
    ]
    return Table("setting", "measured on", ("what", "which"), rows)


def ceiling(bench: Workbench, seconds: float = 1.0) -> float:
    """Requests a second against a server that only sends bytes: the plain upstream, on the servers' core."""
    path = f"{API_BASE}/org/{ORGANIZATIONS[0]}/users/{bench.recording.user_ids[0]}"
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with plain_upstream(bench.directory / "recording", SERVER_CORE) as upstream:
        connections = [repeat(request).__next__ for _ in range(CONNECTIONS)]
        return uvloop.run(run_load(upstream.port, connections, seconds)).requests_per_second


def starting(bench: Workbench, *, with_peers: bool) -> Table:
    """How long each server takes to start, what that costs, and the memory that it has then."""
    rows = []
    with bench.gateway(ORGANIZATIONS[:1]) as server:
        rows.append(_started(server))
    for which in (NODE_JIT, YOGA, STRAWBERRY) if with_peers else ():
        with bench.peer(which, "nothing", ORGANIZATIONS[:1]) as server:
            rows.append(_started(server))
    headings = ("server", "seconds until it answers", "CPU seconds until then", "MiB then")
    return Table("starting", "starting", headings, rows)


def _started(server: Server) -> tuple[str, ...]:
    return (
        server.name,
        f"{server.start_seconds:.2f}",
        f"{server.cpu_seconds():.2f}",
        f"{server.memory():.0f}",
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def _node() -> str:
    command = [shutil.which("node") or "node", "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
