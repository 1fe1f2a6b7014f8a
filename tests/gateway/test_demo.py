"""``gateway demo`` from start to end, over real sockets, in every way it can end."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox import DEMO_ORGANIZATIONS, Sandbox, SandboxOptions

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
LAST_LINE = "Ctrl-C ends everything."


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def children_of(pid: int) -> list[int]:
    linux = Path(f"/proc/{pid}/task/{pid}/children")
    if linux.exists():
        return [int(child) for child in linux.read_text().split()]
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S607
    pairs = (map(int, line.split()) for line in listing.stdout.splitlines())
    return [child for child, parent in pairs if parent == pid]


def eventually(condition: Callable[[], bool]) -> None:
    """Wait for something another process does; there is nothing to be notified by."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up, "it never happened"
        time.sleep(0.05)


class Demo:
    """A running demo, once it has greeted."""

    def __init__(self, process: subprocess.Popen[str], ports: tuple[int, int]) -> None:
        self.process = process
        self.ports = ports
        self.greeting: list[str] = []
        self.children: list[int] = []

    def wait_for_greeting(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.greeting.append(line.rstrip("\n"))
            if self.greeting[-1] == LAST_LINE:
                break
        self.children = children_of(self.process.pid)

    def line(self, start: str) -> str:
        return next(line for line in self.greeting if line.startswith(start))

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """The exit code and everything still printed."""
        self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, out

    def assert_all_gone(self) -> None:
        eventually(lambda: not any(is_running(pid) for pid in self.children))
        assert all(is_free(port) for port in self.ports)


@contextmanager
def demo(tmp_path: Path, *arguments: str) -> Iterator[Demo]:
    ports = free_ports()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [
            sys.executable, "-m", "gateway", "demo", *arguments,
            "--port", str(ports[0]), "--sandbox-port", str(ports[1]),
        ],
        cwd=ROOT, env={**environ, "GATEWAY_DEMO_DIR": str(tmp_path / "demo")},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    running = Demo(process, ports)
    try:
        running.wait_for_greeting()
        assert LAST_LINE in running.greeting, "\n".join(running.greeting)
        assert len(running.children) == 2
        yield running
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def test_the_printed_line_answers_and_ctrl_c_ends_everything(tmp_path: Path) -> None:
    with demo(tmp_path, "--users", "30", "--latency", "1ms") as running:
        gateway_url = f"http://127.0.0.1:{running.ports[0]}"
        assert running.line("GraphQL").split()[-1] == f"{gateway_url}/graphql"
        assert running.line("Partner API").split()[-1] == (
            f"http://127.0.0.1:{running.ports[1]}/api/partners/v2.0/"
        )
        users = paste(running.line("curl "))["data"]["organization"]["users"]
        rows = Sandbox(SandboxOptions(users=30)).users(DEMO_ORGANIZATIONS[0].organization_id)
        assert users["totalCount"] == sum(row["role"] == "user" for row in rows)
        for kind in ("buildings", "energyContracts", "devices"):
            assert [bool(user[kind]) for user in users["nodes"]] == [True, True, True]

        seen = {role: ask_viewer(gateway_url, running.line(role).split()[1]) for role in ROLES}
        assert seen == {role: {"data": {"viewer": {"role": role.upper()}}} for role in ROLES}

        assert running.end(signal.SIGINT) == (0, "\nThe demo has ended.\n")
        running.assert_all_gone()


ROLES = ("administrator", "staff", "user")


def ask_viewer(gateway_url: str, token: str) -> object:
    with httpx.Client(trust_env=False) as http:
        answer = http.post(
            f"{gateway_url}/graphql",
            headers={"authorization": f"Bearer {token}"},
            json={"query": "{ viewer { role } }"},
        )
    return answer.json()


def paste(line: str) -> Any:  # noqa: ANN401 - JSON
    """What a shell makes of the printed line; without curl, what the line says."""
    if shutil.which("curl"):
        # The line is meant for a shell; a shell must read it.
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)  # noqa: S603, S607
        assert done.stderr == ""
        return json.loads(done.stdout)
    assert not os.environ.get("CI"), "curl is required where CI=true"
    words = shlex.split(line)
    url = next(word for word in words if word.startswith("http"))
    headers = dict(
        words[position + 1].split(": ", 1) for position, word in enumerate(words) if word == "--header"
    )
    data = words[words.index("--data") + 1]
    with httpx.Client(trust_env=False) as http:
        return http.post(url, headers=headers, content=data).json()


def test_sigterm_ends_everything(tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        assert running.end(signal.SIGTERM) == (0, "\nThe demo has ended.\n")
        running.assert_all_gone()


def test_the_children_end_when_the_demo_is_killed_outright(tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        code, _ = running.end(signal.SIGKILL)
        assert code == -signal.SIGKILL
        running.assert_all_gone()


def test_a_child_that_dies_ends_the_demo(tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        os.kill(max(running.children), signal.SIGKILL)
        out, _ = running.process.communicate(timeout=PATIENCE_SECONDS)
        assert running.process.returncode == 1
        assert re.fullmatch(r"(The gateway|The Partner API) ended with exit code -9\.(\n    .+)*\n", out)
        running.assert_all_gone()


@pytest.mark.parametrize("which", [0, 1])
def test_both_addresses_are_of_this_machine_only(which: int, tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        with socket.socket() as elsewhere:
            assert elsewhere.connect_ex(("127.0.0.2", running.ports[which])) != 0
        running.end(signal.SIGINT)
