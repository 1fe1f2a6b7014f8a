"""Starting the peers in front of the same upstream, and installing what those in JavaScript need."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from benchmarks.credentials import Credentials
from benchmarks.processes import PlainUpstream, Server, free_port, server
from domain.ids import organization_tag

HERE = Path(__file__).parent
_MODULES = HERE / "node_modules"
_STAMP = _MODULES / ".installed"
_INSTALL_SECONDS = 300

Keep = Literal["nothing", "lists", "answers"]


class Peer(NamedTuple):
    """A server to compare with: what it is called, and how it is started."""

    name: str
    command: tuple[str, ...]


NODE_JIT = Peer("Node: http, graphql-jit, dataloader, undici", ("node", "jit.mjs"))
NODE_BY_HAND = Peer("Node: the same, answers in a Map by hand", ("node", "jit.mjs"))
YOGA = Peer("Node: GraphQL Yoga with graphql-jit", ("node", "yoga.mjs"))
STRAWBERRY = Peer("Python: Strawberry, httpx", (sys.executable, "-m", "benchmarks.peers.strawberry_server"))


def missing_tools() -> list[str]:
    """What the peers in JavaScript need and this machine has not."""
    return [name for name in ("node", "npm") if shutil.which(name) is None]


def install() -> None:
    """Install the packages in JavaScript beside this file, unless they are there already."""
    command = [shutil.which("npm") or "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    command.append("--loglevel=error")  # some packages would rather have a newer Node.js
    lock_file = HERE / "package-lock.json"
    wanted = hashlib.sha256(lock_file.read_bytes()).hexdigest()
    with lock_file.open() as lock:  # tests run in several processes, and one of them installs
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _STAMP.is_file() or _STAMP.read_text() != wanted:
            subprocess.run(command, cwd=HERE, check=True, timeout=_INSTALL_SECONDS, stdout=subprocess.DEVNULL)
            _STAMP.write_text(wanted)


@contextmanager
def peer(
    which: Peer,
    keep: Keep,
    directory: Path,
    upstream: PlainUpstream,
    credentials: Credentials,
    organizations: Sequence[str],
    *,
    connections: int = 50,
) -> Iterator[Server]:
    """Run a peer until the block ends."""
    port = free_port()
    keys = directory / f"keys-{port}.json"
    credentials.write_keys(keys)
    environment = {
        **os.environ,
        "NODE_ENV": "production",
        "PORT": str(port),
        "UPSTREAM_URL": upstream.url,
        "UPSTREAM_CONNECTIONS": str(connections),
        "KEYS_FILE": str(keys),
        "KEEP": keep,
        "ORGANIZATION_TAGS": json.dumps({each: organization_tag(each).hex() for each in organizations}),
    }
    place = HERE if which.command[0] == "node" else None
    with server(which.name, which.command, environment, port, ready="/ready", directory=place) as started:
        yield started
