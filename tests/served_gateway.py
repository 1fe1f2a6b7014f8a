"""The gateway and its sandbox as processes of their own, to attack, and to be watched from outside."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, Sandbox, SandboxOptions
from tests.own_processes import free_port

HOME, OTHER = DEMO_ORGANIZATIONS
ISSUER, AUDIENCE = "https://identity.test", "gateway"
USERS = 12

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0


@dataclass(frozen=True)
class ServedGateway:
    """Where the processes are, and what they use. ``sandbox`` has the same data as the served one."""

    port: int
    sandbox_port: int
    process: subprocess.Popen[bytes]
    key: ECKey
    sandbox: Sandbox

    def token(
        self,
        role: str = "administrator",
        user_id: str | None = None,
        organization_id: str = HOME.organization_id,
    ) -> str:
        """A bearer token that verifies."""
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "exp": int((datetime.now(UTC) + timedelta(hours=6)).timestamp()),
            "organization_id": organization_id,
            "role": role,
            **({"user_id": user_id} if user_id else {}),
        }
        return jwt.encode({"alg": "ES256", "kid": "served"}, claims, self.key, algorithms=["ES256"])

    @property
    def is_alive(self) -> bool:
        """Whether the gateway's process runs."""
        return self.process.poll() is None

    def cpu_seconds(self) -> float:
        """The CPU time that the gateway has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def starved_seconds(self) -> float:
        """How long the gateway has been ready to run while the machine was busy with something else."""
        return starved_seconds(f"/proc/{self.process.pid}/schedstat")

    def resident_mebibytes(self) -> float:
        """The memory that the gateway has now."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * _PAGE_BYTES / 2**20

    def calls(self) -> list[str]:
        """Method and path of what the Partner API was asked since it was last forgotten."""
        return [f"{each['method']} {each['path']}" for each in self._sandbox_report()["recent"]]

    def forget_calls(self) -> None:
        """Count from nothing again."""
        address = f"http://127.0.0.1:{self.sandbox_port}/_sandbox/requests"
        urllib.request.urlopen(urllib.request.Request(address, method="DELETE")).close()

    def _sandbox_report(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.sandbox_port}/_sandbox/requests") as answer:
            report: dict[str, Any] = json.load(answer)
            return report


def starved_seconds(schedstat: str = "/proc/thread-self/schedstat") -> float:
    """The same for any thread, by default for the one that asks."""
    return int(Path(schedstat).read_text().split()[1]) / 1e9


@contextmanager
def served(directory: Path, **variables: str) -> Iterator[ServedGateway]:
    """Start both, wait until they answer, and end them. ``variables`` are further settings."""
    key = ECKey.generate_key("P-256", {"kid": "served", "alg": "ES256", "use": "sig"})
    port, sandbox_port = free_port(), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")},
        **_settings(directory, key, sandbox_port),
        **variables,
    }
    logs = (directory / "sandbox.log", directory / "gateway.log")
    processes = [
        _start(
            logs[0], "sandbox", "--port", str(sandbox_port), "--users", str(USERS), environment=environment
        ),
        _start(logs[1], "serve", "--port", str(port), environment=environment),
    ]
    try:
        _wait(f"http://127.0.0.1:{sandbox_port}/_sandbox/health", logs[0])
        _wait(f"http://127.0.0.1:{port}/readyz", logs[1])
        yield ServedGateway(port, sandbox_port, processes[1], key, Sandbox(SandboxOptions(users=USERS)))
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin is not None:
                process.stdin.close()


def _settings(directory: Path, key: ECKey, sandbox_port: int) -> dict[str, str]:
    (directory / "jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    organizations = "\n".join(
        f'[[organizations]]\norganization_id = "{each.organization_id}"\n'
        f'client_id = "{each.client_id}"\nclient_secret = "{each.client_secret}"\n'
        for each in DEMO_ORGANIZATIONS
    )
    (directory / "organizations.toml").write_text(organizations)
    upstream = f"http://127.0.0.1:{sandbox_port}"
    return {
        "GATEWAY_MODE": "production",
        "GATEWAY_PARTNER_API_URL": f"{upstream}{API_BASE}/",
        "GATEWAY_TOKEN_URL": f"{upstream}{TOKEN_PATH}",
        "GATEWAY_ORGANIZATIONS_FILE": str(directory / "organizations.toml"),
        "GATEWAY_JWT_JWKS_FILE": str(directory / "jwks.json"),
        "GATEWAY_JWT_ISSUER": ISSUER,
        "GATEWAY_JWT_AUDIENCE": AUDIENCE,
        "GATEWAY_WRITE_JOURNAL": str(directory / "writes"),
        "GATEWAY_LOG_LEVEL": "error",
    }


def _start(log: Path, *arguments: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a process that ends with this one, however this one ends, and that writes into a file."""
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "gateway", *arguments, "--lifeline"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _wait(address: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{address} does not answer:\n{log.read_text()[-2000:]}") from None
            time.sleep(0.1)
