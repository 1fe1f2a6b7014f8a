"""Kills a gateway over and over while clients write through it, and counts what there is afterwards.

``python -m tests.writing.killing --writes 1000`` prints the figures, and fails if anything was lost
or doubled. Both servers are real processes; between them connections break at random moments.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from domain.ids import IdKind, encode_id
from tests.own_processes import HOME, Administrator, answering, end, free_port, partner_rows, start
from tests.writing.dropping_relay import DroppingRelay

_CLIENTS = 12
_DROPPED_SHARE = 0.03
_USER = """mutation($of: String!) { userCreate(input: {role: USER, email: $of}) {
  value: user { id } userErrors { code path }
} }"""
_BUILDING = """mutation($of: String!, $owner: ID!) { buildingCreate(input: {ownerId: $owner, name: $of}) {
  value: building { id } userErrors { code path }
} }"""


@dataclass
class Figures:
    """What happened. ``wrong`` holds what was lost, doubled or answered with a wrong id."""

    writes: int
    attempts: int = 0
    kills: int = 0
    dropped: int = 0
    seconds: float = 0.0
    trouble: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Gateway:
    """A ``gateway serve`` process that is killed and started again on the same port and journal."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self._environment = environment
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = start("serve", "--port", str(self._port), environment=self._environment)
        await answering(f"http://127.0.0.1:{self._port}/livez")

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self._process is not None:
            end(self._process)


class Run:
    """One run: so many writes, half of them users and half buildings."""

    def __init__(self, writes: int, seed: int, kill_after_seconds: tuple[float, float]) -> None:
        self.figures = Figures(writes)
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._kill_after_seconds = kill_after_seconds
        self._administrator = Administrator()
        self._ids: dict[str, str] = {}

    async def run(self) -> Figures:
        """Do it all."""
        started = time.monotonic()
        sandbox_port, self._port = free_port(), free_port()
        self._partner = f"http://127.0.0.1:{sandbox_port}"
        with tempfile.TemporaryDirectory() as directory:
            sandbox = start("sandbox", "--port", str(sandbox_port), environment=dict(os.environ))
            try:
                await answering(f"{self._partner}/_sandbox/health")
                async with DroppingRelay(sandbox_port, _DROPPED_SHARE, self._chance) as relay:
                    await self._write_all(Path(directory), relay)
                    self.figures.dropped = relay.dropped
                await self._compare()
            finally:
                end(sandbox)
        self.figures.seconds = time.monotonic() - started
        return self.figures

    async def _write_all(self, directory: Path, relay: DroppingRelay) -> None:
        gateway = Gateway(self._environment(directory, relay.port), self._port)
        await gateway.start()
        killing = asyncio.create_task(self._kill(gateway))
        try:
            owner = (await partner_rows(self._partner, "/users"))[-1]["id"]
            todo = list(range(self.figures.writes))
            async with httpx.AsyncClient(timeout=30, headers=self._administrator.headers()) as client:
                clients = [self._client(client, todo, owner) for _ in range(_CLIENTS)]
                done = asyncio.gather(*clients)
                awaited: set[asyncio.Future[Any]] = {done, killing}
                await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                if killing.done():
                    killing.result()
                await done
        finally:
            killing.cancel()
            with suppress(asyncio.CancelledError):
                await killing
            gateway.kill()

    async def _kill(self, gateway: Gateway) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(*self._kill_after_seconds))
            gateway.kill()
            self.figures.kills += 1
            await gateway.start()

    async def _client(self, client: httpx.AsyncClient, todo: list[int], owner: str) -> None:
        owner_id = encode_id(IdKind.USER, HOME.organization_id, owner)
        while todo:
            number = todo.pop()
            if number % 2:
                await self._until_answered(client, f"w{number}@killing.test", _USER, {})
            else:
                await self._until_answered(client, f"Building {number}", _BUILDING, {"owner": owner_id})

    async def _until_answered(
        self, client: httpx.AsyncClient, name: str, query: str, variables: dict[str, str]
    ) -> None:
        body = {"query": query, "variables": {"of": name, **variables}}
        url, key = f"http://127.0.0.1:{self._port}/graphql", {"idempotency-key": name.replace(" ", "-")}
        while True:
            self.figures.attempts += 1
            try:
                answer = (await client.post(url, json=body, headers=key)).json()
            except (httpx.HTTPError, json.JSONDecodeError) as error:
                self.figures.trouble[type(error).__name__] += 1
                await asyncio.sleep(0.05)
                continue
            if "errors" not in answer:
                (payload,) = answer["data"].values()
                self._note(name, payload)
                return
            self.figures.trouble[answer["errors"][0]["extensions"]["code"]] += 1
            await asyncio.sleep(0.05)

    def _note(self, name: str, payload: dict[str, Any]) -> None:
        if payload["userErrors"] or payload["value"] is None:
            self.figures.wrong.append(f"{name}: {payload}")
        else:
            self._ids[name] = payload["value"]["id"]

    async def _compare(self) -> None:
        """Hold what there is in the sandbox to what clients were told."""
        users = await partner_rows(self._partner, "/users")
        owner = next(row for row in reversed(users) if not row["email"].endswith("@killing.test"))["id"]
        found: Counter[tuple[str, str]] = Counter()
        for row in users:
            if row["email"].endswith("@killing.test"):
                found[row["email"], encode_id(IdKind.USER, HOME.organization_id, row["id"])] += 1
        for row in await partner_rows(self._partner, f"/users/{owner}/buildings"):
            if row["name"].startswith("Building "):
                found[row["name"], encode_id(IdKind.BUILDING, HOME.organization_id, owner, row["id"])] += 1
        expected = Counter(self._ids.items())
        if found != expected:
            self.figures.wrong += [f"too much: {each}" for each in (found - expected).elements()]
            self.figures.wrong += [f"lost: {each}" for each in (expected - found).elements()]
        if len(self._ids) != self.figures.writes:
            self.figures.wrong.append(f"{len(self._ids)} answers to {self.figures.writes} writes")

    def _environment(self, directory: Path, upstream_port: int) -> dict[str, str]:
        return {
            **self._administrator.environment(directory, f"http://127.0.0.1:{upstream_port}"),
            "GATEWAY_WRITE_JOURNAL": str(directory / "writes"),
            # What left has no effect any more after these two and a second.
            "GATEWAY_UPSTREAM_CONNECT_TIMEOUT_SECONDS": "0.5",
            "GATEWAY_UPSTREAM_TOTAL_TIMEOUT_SECONDS": "1.5",
            "GATEWAY_UPSTREAM_READ_TIMEOUT_SECONDS": "1.5",
        }


def main() -> None:
    """Run it with the arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    figures = asyncio.run(Run(asked.writes, asked.seed, (0.2, 3.0)).run())
    sys.stdout.write(f"{figures}\n")
    if figures.wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
