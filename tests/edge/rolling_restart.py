"""Restarts three gateways one after another while clients read and write through them.

``python -m tests.edge.rolling_restart --rounds 5`` prints the figures, and fails if a request failed or
a write was lost or doubled. Everything is a real process; ``balancer.py`` says what the clients do.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from domain.ids import IdKind, encode_id
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH
from tests.edge.balancer import Balancer, Failed

_HOME = DEMO_ORGANIZATIONS[0]
_ISSUER, _AUDIENCE = "rolling", "gateway"
_REPLICAS = 3
_CLIENTS = 6
_WRITE_EVERY = 5
_LATENCY = "30ms"
"""Of each call to the Partner API, so that requests are under way whenever a replica ends."""

_START_SECONDS = 60.0
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
        self.port = _free_port()
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        self._process = _start("serve", "--port", str(self.port), environment=self._environment)

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
            _end(self._process)


class Run:
    """So many rounds, in each of which every replica is restarted once."""

    def __init__(self, rounds: int, environment: dict[str, str] | None = None) -> None:
        self.figures = Figures()
        self._rounds = rounds
        self._more = environment or {}
        self._key = ECKey.generate_key("P-256", {"kid": "rolling", "alg": "ES256", "use": "sig"})
        self._written: Counter[tuple[str, str]] = Counter()
        self._is_over = False

    async def run(self) -> Figures:
        """Do it all."""
        started = time.monotonic()
        port = _free_port()
        self._partner = f"http://127.0.0.1:{port}"
        sandbox = _start("sandbox", "--port", str(port), "--latency", _LATENCY, environment=dict(os.environ))
        try:
            with tempfile.TemporaryDirectory() as directory:
                await _answering(f"{self._partner}/_sandbox/health")
                replicas = [Replica(self._environment(Path(directory), name)) for name in "abc"]
                try:
                    await self._restart_under_load(replicas)
                finally:
                    for replica in replicas:
                        replica.kill()
            await self._compare()
        finally:
            _end(sandbox)
        self.figures.seconds = time.monotonic() - started
        return self.figures

    async def _restart_under_load(self, replicas: list[Replica]) -> None:
        for replica in replicas:
            replica.start()
        self._owner = (await self._rows("/users"))[-1]["id"]
        async with Balancer([replica.port for replica in replicas], self._headers()) as balancer:
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
        owner = encode_id(IdKind.USER, _HOME.organization_id, self._owner)
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
            (row["name"], encode_id(IdKind.BUILDING, _HOME.organization_id, self._owner, row["id"]))
            for row in await self._rows(f"/users/{self._owner}/buildings")
            if row["name"].startswith("Rolling ")
        )
        self.figures.wrong += [f"lost: {each}" for each in (self._written - found).elements()]
        self.figures.wrong += [f"too much: {each}" for each in (found - self._written).elements()]

    async def _rows(self, path: str) -> list[dict[str, Any]]:
        async with httpx.AsyncClient(base_url=self._partner) as client:
            grant, pair = {"grant_type": "client_credentials"}, (_HOME.client_id, _HOME.client_secret)
            token = (await client.post(TOKEN_PATH, json=grant, auth=pair)).json()["access_token"]
            headers = {"authorization": f"Bearer {token}"}
            answer = await client.get(f"{API_BASE}/org/{_HOME.organization_id}{path}", headers=headers)
            answer.raise_for_status()
            rows: list[dict[str, Any]] = answer.json()
            return rows

    def _headers(self) -> dict[str, str]:
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "exp": int((datetime.now(UTC) + timedelta(hours=2)).timestamp()),
            "organization_id": _HOME.organization_id,
            "role": "administrator",
        }
        token = jwt.encode({"alg": "ES256", "kid": "rolling"}, claims, self._key, algorithms=["ES256"])
        return {"Authorization": f"Bearer {token}"}

    def _environment(self, directory: Path, name: str) -> dict[str, str]:
        key_file = directory / "jwks.json"
        key_file.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}))
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")},
            "GATEWAY_PARTNER_API_URL": f"{self._partner}{API_BASE}/",
            "GATEWAY_TOKEN_URL": f"{self._partner}{TOKEN_PATH}",
            "GATEWAY_ORGANIZATION_ID": _HOME.organization_id,
            "GATEWAY_CLIENT_ID": _HOME.client_id,
            "GATEWAY_CLIENT_SECRET": _HOME.client_secret,
            "GATEWAY_JWT_JWKS_FILE": str(key_file),
            "GATEWAY_JWT_ISSUER": _ISSUER,
            "GATEWAY_JWT_AUDIENCE": _AUDIENCE,
            "GATEWAY_WRITE_JOURNAL": str(directory / f"writes-{name}"),
            "GATEWAY_CACHE": "false",
            "GATEWAY_LOG_LEVEL": "error",
            **self._more,
        }


def _start(*arguments: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a process that ends with this one, however this one ends."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "gateway", *arguments, "--lifeline"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _until(condition: Any) -> None:  # noqa: ANN401 - a condition
    async with asyncio.timeout(_START_SECONDS):
        while not condition():  # noqa: ASYNC110 - other processes have to get there
            await asyncio.sleep(0.02)


async def _answering(address: str) -> None:
    async with asyncio.timeout(_START_SECONDS), httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(address)
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
            else:
                return


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
