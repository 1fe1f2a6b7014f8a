"""A real process whose event loop really hangs."""

import http.client
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway import health

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 30.0


class Process:
    """A server in a process of its own, and what it logs."""

    def __init__(self, limit_seconds: float) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "tests.edge.hanging_server", str(limit_seconds)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.lines: list[str] = []
        self._asked: list[http.client.HTTPConnection] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(line for line in iter(self.process.stderr.readline, ""))

    def ask(self, path: str) -> None:
        """Send a request and do not wait for its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        connection.request("GET", path)
        self._asked.append(connection)

    def is_alive(self) -> bool:
        """What the container's probe says."""
        return health.is_alive(self.port)

    def logged(self, message: str) -> list[dict[str, object]]:
        """The entries of the log that begin like this."""
        entries = [json.loads(line) for line in list(self.lines) if line.startswith("{")]
        return [each for each in entries if str(each["event"]).startswith(message)]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(5)
        for connection in self._asked:
            connection.close()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@contextmanager
def process(limit_seconds: float) -> Iterator[Process]:
    running = Process(limit_seconds)
    try:
        eventually(running.is_alive)
        yield running
    finally:
        running.end()


def eventually(condition: Callable[[], object]) -> None:
    """Wait for something another process does; there is nothing to be notified by."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up, "it never happened"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_TIMEOUT_SECONDS", 0.5)


def test_a_loop_that_hangs_fails_the_probe_and_is_logged_once_with_its_place() -> None:
    with process(60) as running:
        running.ask("/sleep?seconds=2")
        eventually(lambda: not running.is_alive())
        eventually(running.is_alive)
        eventually(lambda: running.logged("the event loop goes on"))
        (entry,) = running.logged("the event loop hangs")
        assert entry["level"] == "error"
        assert re.fullmatch(r"the event loop hangs at .+hanging_server\.py:\d+ sleep", str(entry["event"]))
        assert running.process.poll() is None


def test_a_loop_that_hangs_for_good_ends_the_process_even_if_no_other_thread_runs() -> None:
    with process(1) as running:
        running.ask("/spin")
        eventually(lambda: running.process.poll() is not None)
        assert running.process.returncode == 1
        running._reader.join(5)
        told = "".join(running.lines)
        assert "Timeout" in told
        assert "in spin" in told


def test_a_loop_that_only_waits_is_left_alone() -> None:
    with process(1.5) as running:
        time.sleep(2)
        assert running.is_alive()
        assert running.logged("the event loop hangs") == []
