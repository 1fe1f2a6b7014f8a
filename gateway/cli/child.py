"""One server that the demo runs as a process of its own."""

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence

from gateway.cli.failure import CommandFailed

_LAST_LINES = 15
_TERMINATE_SECONDS = 8.0


class Child:
    """A running command of this package; its last lines of output are kept.

    It reads a pipe that only this process holds, so it ends when this process does, however that
    comes about. It is in a session of its own: Ctrl-C reaches the demo alone, which then ends it.
    """

    def __init__(self, title: str, arguments: Sequence[str], environ: Mapping[str, str]) -> None:
        self.title = title
        self._lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-m", "gateway", *arguments, "--lifeline"],
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, name=title, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def require_alive(self) -> None:
        """Raises :class:`CommandFailed` with its last lines if it has ended."""
        code = self._process.poll()
        if code is None:
            return
        self._reader.join(timeout=1)
        raise CommandFailed(f"{self.title} ended with exit code {code}.{self.last_lines()}")

    def last_lines(self) -> str:
        """What it printed last, indented, ready to be put behind a sentence."""
        return "".join(f"\n    {line}" for line in self._lines)

    def ask_to_end(self) -> None:
        """Begin an orderly end, if it has not ended already."""
        if self._process.poll() is None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for its end, and enforce it after a while."""
        try:
            self._process.wait(_TERMINATE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=1)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _read(self) -> None:
        stream = self._process.stdout
        if stream is not None:
            for line in stream:
                self._lines.append(line.rstrip())
