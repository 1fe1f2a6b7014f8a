"""``gateway demo`` as a process: the gateway that visitors meet, over the embedded Partner API."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.browser.tools import ROOT

_READY = "Ctrl-C ends everything."
_READY_SECONDS = 40.0
_END_SECONDS = 20.0


class RunningDemo(NamedTuple):
    """Where its two servers are."""

    gateway_url: str
    sandbox_url: str


@contextmanager
def running_demo(directory: Path) -> Iterator[RunningDemo]:
    """A demo that answers, on ports of its own; it has ended when the block has."""
    port, sandbox_port = _free_ports()
    output = directory / "demo.log"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    with output.open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [
                sys.executable, "-m", "gateway", "demo",
                # Without what is kept, which comes at once: the browser is to see slow answers, too.
                "--port", str(port), "--sandbox-port", str(sandbox_port), "--no-cache",
            ],
            cwd=ROOT, env={**environ, "GATEWAY_DEMO_DIR": str(directory / "demo")},
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        give_up = time.monotonic() + _READY_SECONDS
        while _READY not in output.read_text():
            assert process.poll() is None, f"the demo has ended:\n{output.read_text()}"
            assert time.monotonic() < give_up, f"the demo does not start:\n{output.read_text()}"
            time.sleep(0.05)
        yield RunningDemo(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sandbox_port}")
        assert process.poll() is None, f"the demo has ended:\n{output.read_text()}"
    finally:
        _end(process)


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()  # its servers end with it
        process.wait()
