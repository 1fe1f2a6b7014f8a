"""Restarts three gateways one after another while clients read and write through them.

``python -m tests.edge.rolling_restart --rounds 5`` prints the figures, and fails if a request failed or
a write was lost or doubled. Everything is a real process; ``balancer.py`` says what the clients do.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.ids import IdKind, encode_id
from tests.edge.balancer import Balancer, Failed
from tests.own_processes import (
    HOME,
    START_SECONDS,
    Administrator,
    answering,
    end,
    free_port,
    partner_rows,
    start,
)

_REPLICAS = 3
_CLIENTS = 6
_WRITE_EVERY = 5
_LATENCY = "30ms"
"""Of each call to the Partner API, so that requests are under way whenever a replica ends."""

_READ = "{ organization { users(first: 5) { nodes { id buildings { id } } } } }"
_WRITE = """mutation($of: String!, $owner: ID!) { buildingCreate(input: {ownerId: $owner, name: $of}) {
  building { id } userErrors { code path }
} }"""


@dataclass
class Figures:
    """What happened. ``wrong`` has the requests that failed, and the writes that were lost or doubled."""

    requests: int = 0
    writes: int = 0
    restarts: int = 0
    refused_connections: int = 0
    answered_by: list[int] = field(default_factory=list)
    slowest_seconds: float = 0.0
    slowest_end_seconds: float = 0.0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Replica:
    """A ``gateway serve`` process that is ended in good order and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        self._process = start("serve", "--port", str(self.port), environment=self._environment)

    async def end(self) -> float:
        """Have it end as a cluster does; the seconds that it took."""
        assert self._process is not None
        started = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        while self._process.poll() is None:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.02)
        self.kill()
        return time.monotonic() - started

    def kill(self) -> None:
        """Make sure that it has ended."""
        if self._process is not None:
            end(self._process)


class Run:
    """So many rounds, in each of which every replica is restarted once."""

    def __init__(self, rounds: int, environment: dict[str, str] | None = None) -> None:
        self.figures = Figures()
        self._rounds = rounds
        self._more = environment or {}
        self._administrator = Administrator()
        self._written: Counter[tuple[str, str]] = Counter()
        self._is_over = False

    async def run(self) -> Figures:
        """Do it all."""
        started = time.monotonic()
        port = free_port()
        self._partner = f"http://127.0.0.1:{port}"
        sandbox = start("sandbox", "--port", str(port), "--latency", _LATENCY, environment=dict(os.environ))
        try:
            with tempfile.TemporaryDirectory() as directory:
                await answering(f"{self._partner}/_sandbox/health")
                replicas = [Replica(self._environment(Path(directory), name)) for name in "abc"]
                try:
                    await self._restart_under_load(replicas)
                finally:
                    for replica in replicas:
                        replica.kill()
            await self._compare()
        finally:
            end(sandbox)
        self.figures.seconds = time.monotonic() - started
        return self.figures

    async def _restart_under_load(self, replicas: list[Replica]) -> None:
        for replica in replicas:
            replica.start()
        self._owner = (await partner_rows(self._partner, "/users"))[-1]["id"]
        async with Balancer(
            [replica.port for replica in replicas], self._administrator.headers()
        ) as balancer:
            await _until(lambda: len(balancer.ready) == _REPLICAS)
            clients = [asyncio.create_task(self._client(balancer, number)) for number in range(_CLIENTS)]
            try:
                for _ in range(self._rounds):
                    for replica in replicas:
                        await self._restart(replica, balancer)
            finally:
                self._is_over = True
                await asyncio.gather(*clients)
            self.figures.refused_connections = balancer.refused
            self.figures.answered_by = list(balancer.answered_by.values())

    async def _restart(self, replica: Replica, balancer: Balancer) -> None:
        before = balancer.answered_by[replica.port]
        await _until(lambda: balancer.answered_by[replica.port] > before + _CLIENTS)
        seconds = await replica.end()
        self.figures.slowest_end_seconds = max(self.figures.slowest_end_seconds, seconds)
        replica.start()
        self.figures.restarts += 1
        await _until(lambda: replica.port in balancer.ready)

    async def _client(self, balancer: Balancer, client: int) -> None:
        owner = encode_id(IdKind.USER, HOME.organization_id, self._owner)
        number = 0
        while not self._is_over:
            number += 1
            name = f"Rolling {client}-{number}"
            started = time.monotonic()
            try:
                if number % _WRITE_EVERY:
                    await balancer.post(_READ, {})
                else:
                    self._note(name, await balancer.post(_WRITE, {"of": name, "owner": owner}))
            except Failed as failed:
                self.figures.wrong.append(str(failed))
            self.figures.requests += 1
            self.figures.slowest_seconds = max(self.figures.slowest_seconds, time.monotonic() - started)

    def _note(self, name: str, data: dict[str, Any]) -> None:
        self.figures.writes += 1
        payload = data["buildingCreate"]
        if payload["userErrors"]:
            self.figures.wrong.append(f"{name}: {payload}")
        else:
            self._written[name, payload["building"]["id"]] += 1

    async def _compare(self) -> None:
        """Hold what there is in the sandbox to what clients were told."""
        found = Counter(
            (row["name"], encode_id(IdKind.BUILDING, HOME.organization_id, self._owner, row["id"]))
            for row in await partner_rows(self._partner, f"/users/{self._owner}/buildings")
            if row["name"].startswith("Rolling ")
        )
        self.figures.wrong += [f"lost: {each}" for each in (self._written - found).elements()]
        self.figures.wrong += [f"too much: {each}" for each in (found - self._written).elements()]

    def _environment(self, directory: Path, name: str) -> dict[str, str]:
        return {
            **self._administrator.environment(directory, self._partner),
            "GATEWAY_WRITE_JOURNAL": str(directory / f"writes-{name}"),
            "GATEWAY_CACHE": "false",
            **self._more,
        }


async def _until(condition: Any) -> None:  # noqa: ANN401 - a condition
    async with asyncio.timeout(START_SECONDS):
        while not condition():  # noqa: ASYNC110 - other processes have to get there
            await asyncio.sleep(0.02)


def main() -> None:
    """Run it with the arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--drain-seconds", default="1")
    asked = parser.parse_args()
    figures = asyncio.run(Run(asked.rounds, {"GATEWAY_DRAIN_SECONDS": asked.drain_seconds}).run())
    sys.stdout.write(f"{figures}\n")
    if figures.wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
