"""The sandbox and gateways as real processes, which can be killed and started again."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import aiohttp
from joserfc import jwt
from joserfc.jwk import ECKey

from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH
from tests.own_processes import free_port

HOME, OTHER = DEMO_ORGANIZATIONS
_ISSUER, _AUDIENCE = "reliability", "gateway"
_START_SECONDS = 90.0
_NOTHING: Mapping[str, str] = {}


class Attempt(NamedTuple):
    """One attempt towards the upstream: when it began, its number (0: not sent), and how it ended."""

    began: float
    number: int
    operation: str
    outcome: str


class Process:
    """A program of ours on a port of its own, that ends with this one, however this one ends."""

    def __init__(self, command: list[str], address: str, environment: dict[str, str], log: Path) -> None:
        self._command = [sys.executable, "-m", *command]
        self._address = address
        self._environment = environment
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = self._started()
        async with asyncio.timeout(_START_SECONDS), aiohttp.ClientSession() as client:
            while True:
                assert self._process.poll() is None, self._log.read_text()
                with suppress(aiohttp.ClientError):
                    async with client.get(self._address) as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.02)

    def _started(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own program
                self._command, env=self._environment, stdin=subprocess.PIPE, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process = None


class Sandbox(Process):
    """``gateway sandbox`` with so many users, and its instruments."""

    def __init__(self, directory: Path, users: int) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        command = ["gateway", "sandbox", "--port", str(self.port), "--users", str(users), "--lifeline"]
        address = f"{self.address}/_sandbox/health"
        super().__init__(command, address, dict(os.environ), directory / f"log-{self.port}")

    async def order(self, *faults: dict[str, object]) -> None:
        """Have these faults, and no others."""
        async with (
            aiohttp.ClientSession() as client,
            client.put(f"{self.address}/_sandbox/faults", json=list(faults)) as answer,
        ):
            assert answer.status == 200, await answer.text()

    async def revoke_tokens(self) -> None:
        """Make every token that was given out useless."""
        async with (
            aiohttp.ClientSession() as client,
            client.post(f"{self.address}/_sandbox/tokens/revoke") as answer,
        ):
            assert answer.status == 200

    async def calls(self) -> int:
        """How many calls came in so far."""
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"{self.address}/_sandbox/requests") as answer,
        ):
            total: int = (await answer.json())["total"]
            return total


class Gateway(Process):
    """A gateway that notes its calls; ``upstream_port`` is where it believes the Partner API to be."""

    def __init__(
        self,
        directory: Path,
        upstream_port: int,
        key: ECKey,
        options: list[str],
        variables: Mapping[str, str],
    ) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._calls = directory / f"calls-{self.port}"
        command = ["tests.reliability.observed_gateway", "--port", str(self.port)]
        command += ["--calls", str(self._calls), *options]
        environment = _environment(directory, upstream_port, key)
        environment["GATEWAY_WRITE_JOURNAL"] = str(directory / f"writes-{self.port}")
        log = directory / f"log-{self.port}"
        super().__init__(command, f"{self.address}/livez", {**environment, **variables}, log)

    def attempts(self, since: float, until: float) -> list[Attempt]:
        """What was tried in that time, tokens left out."""
        found = []
        for line in self._calls.read_text().splitlines():
            began, number, operation, outcome = line.split()
            if since <= float(began) < until and operation != "token":
                found.append(Attempt(float(began), int(number), operation, outcome))
        return found

    def resident_bytes(self) -> int:
        """How much memory it has at the moment."""
        fields = Path(f"/proc/{self.pid}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


class Fleet:
    """An async context manager: a directory, a key, and processes that end with the block."""

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory()
        self._processes: list[Process] = []
        self.key = ECKey.generate_key("P-256", {"kid": "reliability", "alg": "ES256", "use": "sig"})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.kill()
        self._directory.cleanup()

    async def sandbox(self, users: int) -> Sandbox:
        """Start the Partner API."""
        sandbox = Sandbox(Path(self._directory.name), users)
        self._processes.append(sandbox)
        await sandbox.start()
        return sandbox

    async def gateway(
        self,
        upstream_port: int,
        variables: Mapping[str, str] = _NOTHING,
        *,
        hasten: float = 1.0,
        patience: float | None = None,
    ) -> Gateway:
        """Start a gateway with these environment variables."""
        options = ["--hasten", str(hasten)]
        if patience is not None:
            options += ["--patience", str(patience)]
        gateway = Gateway(Path(self._directory.name), upstream_port, self.key, options, variables)
        self._processes.append(gateway)
        await gateway.start()
        return gateway

    def bearer(self, role: str, user_id: str | None = None, organization_id: str | None = None) -> str:
        """The header of a viewer."""
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "exp": int((datetime.now(UTC) + timedelta(hours=2)).timestamp()),
            "organization_id": organization_id or HOME.organization_id,
            "role": role,
            **({"user_id": user_id} if user_id else {}),
        }
        token = jwt.encode({"alg": "ES256", "kid": "reliability"}, claims, self.key, algorithms=["ES256"])
        return f"Bearer {token}"


def _environment(directory: Path, upstream_port: int, key: ECKey) -> dict[str, str]:
    key_file, organizations = directory / "jwks.json", directory / "organizations.toml"
    key_file.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    upstream = f"http://127.0.0.1:{upstream_port}"
    tables = [
        f'[[organizations]]\norganization_id = "{each.organization_id}"\nname = "{each.name}"\n'
        f'client_id = "{each.client_id}"\nclient_secret = "{each.client_secret}"\n'
        f'partner_api_url = "{upstream}{API_BASE}/"\ntoken_url = "{upstream}{TOKEN_PATH}"\n'
        for each in DEMO_ORGANIZATIONS
    ]
    organizations.write_text("\n".join(tables))
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")},
        "GATEWAY_ORGANIZATIONS_FILE": str(organizations),
        "GATEWAY_JWT_JWKS_FILE": str(key_file),
        "GATEWAY_JWT_ISSUER": _ISSUER,
        "GATEWAY_JWT_AUDIENCE": _AUDIENCE,
        "GATEWAY_LOG_LEVEL": "error",
    }
