"""A real Redis for one test: on loopback and on a socket, in a directory of its own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Never, Self

from redis.asyncio import Redis

from tests.own_processes import free_port


class RedisServer:
    """A context manager. ``kill`` and ``start`` may be called in between."""

    def __init__(self, *options: str) -> None:
        self._program = _require("redis-server")
        self._options = options
        self._directory = tempfile.TemporaryDirectory(prefix="redis-")
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.socket_url = f"unix://{self._directory.name}/redis.sock"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._directory.cleanup()

    def start(self) -> None:
        """Start it, empty, and wait until it listens."""
        directory = Path(self._directory.name)
        command = [self._program, *self._options, "--bind", "127.0.0.1", "--port", str(self.port)]
        command += ["--dir", str(directory), "--unixsocket", str(directory / "redis.sock")]
        command += ["--save", "", "--appendonly", "no", "--loglevel", "warning"]
        self._process = subprocess.Popen(  # noqa: S603 - as found in the path
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 10
        while not _listens(self.port):
            assert self._process.poll() is None, "redis-server ended"
            assert time.monotonic() < deadline, "redis-server does not listen"
            time.sleep(0.01)

    def freeze(self) -> None:
        """Let it do nothing any more, with all connections open, until it is thawed."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it was."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it at once, and everything in it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


async def command(client: Redis, *words: str) -> str:
    """Have Redis do something that the library has no method for; gives what it says, as text."""
    answer = await client.execute_command(*words)  # type: ignore[no-untyped-call]
    return answer.decode() if isinstance(answer, bytes) else str(answer)


async def stored(client: Redis, name: str) -> bytes:
    """The bytes under a name."""
    data = await client.get(name)
    assert isinstance(data, bytes), name
    return data


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _require(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        _give_up(f"not found: {program}")
    return found


def _give_up(reason: str) -> Never:
    import pytest

    if os.environ.get("CI") == "true":
        pytest.fail(f"replicas cannot be tried: {reason}")
    pytest.skip(f"replicas cannot be tried: {reason}")
