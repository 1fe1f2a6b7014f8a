"""Servers as processes of their own, each on the core that it is given, and what they use."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_START_SECONDS = 60.0
_STOP_SECONDS = 20.0

SERVER_CORE = min(os.sched_getaffinity(0))
"""Whoever is measured runs here, and nothing else of ours."""

OTHER_CORE = max(os.sched_getaffinity(0))
"""The upstream and the load run here."""


_CPU_CLOCK_OF_A_PROCESS = 2
"""Linux makes the number of a process's CPU clock of this and of its number, see clock_getcpuclockid(3)."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. Memory is in MiB, times in seconds."""

    name: str
    port: int
    pid: int
    start_seconds: float

    def cpu_seconds(self) -> float:
        """The CPU time that it has used so far, with that of threads that have ended, to the nanosecond."""
        return time.clock_gettime(~self.pid << 3 | _CPU_CLOCK_OF_A_PROCESS)

    def memory(self) -> float:
        """The memory that it has now."""
        return self._status("VmRSS:")

    def peak_memory(self) -> float:
        """The most memory that it has had."""
        return self._status("VmHWM:")

    def _status(self, name: str) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
        raise RuntimeError(f"the kernel does not tell {name}")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the upstream has seen so far; the most calls at a time since it was asked last."""

    connections: int
    calls: int
    most_at_a_time: int


@dataclass(frozen=True, slots=True)
class PlainUpstream:
    """The upstream's process."""

    port: int

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def counts(self) -> Counts:
        """Look at its counters."""
        return self._ask("/_counts")

    def set_latency(self, milliseconds: float) -> None:
        """How long every read takes from now on."""
        self._ask(f"/_latency/{milliseconds}")

    def _ask(self, path: str) -> Counts:
        with urllib.request.urlopen(self.url + path) as answer:
            found = json.load(answer)
        return Counts(found["opened"], found["answered"], found["mostUnderWay"])


@contextmanager
def plain_upstream(recording: Path, core: int = OTHER_CORE) -> Iterator[PlainUpstream]:
    """Serve a recording until the block ends."""
    command = [sys.executable, "-m", "benchmarks.plain_upstream", str(recording)]
    with _process(command, os.environ, core, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with process.stdout as output:
            port = int(output.readline())
        yield PlainUpstream(port)


@contextmanager
def server(
    name: str,
    command: Sequence[str],
    environment: Mapping[str, str],
    port: int,
    *,
    ready: str,
    core: int = SERVER_CORE,
    directory: Path | None = None,
) -> Iterator[Server]:
    """Run a server until the block ends; ``ready`` is the path that answers 200 once it serves."""
    started = time.perf_counter()
    with _process(command, environment, core, directory=directory) as process:
        _wait(f"http://127.0.0.1:{port}{ready}", process)
        yield Server(name, port, process.pid, time.perf_counter() - started)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _process(
    command: Sequence[str],
    environment: Mapping[str, str],
    core: int,
    *,
    directory: Path | None = None,
    stdout: int | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=dict(environment), cwd=directory, stdout=stdout)
    with contextlib.suppress(ProcessLookupError):
        os.sched_setaffinity(process.pid, {core})
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} ended with {process.returncode}") from None
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
