"""The gateway and the embedded Partner API as processes of their own, and what they use."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from benchmarks.queries import USERS, Query
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH

_TICKS = os.sysconf("SC_CLK_TCK")
_ISSUER, _AUDIENCE = "benchmark", "gateway"


@dataclass(frozen=True, slots=True)
class Running:
    """The processes, and the key that signs tokens for the gateways. The first of several counts."""

    gateway_ports: tuple[int, ...]
    sandbox_port: int
    gateway_pid: int
    key: ECKey

    @property
    def gateway_port(self) -> int:
        """Where the first gateway listens."""
        return self.gateway_ports[0]

    def request(self, query: Query) -> bytes:
        """The bytes of one HTTP request for a query."""
        body = json.dumps({"query": query.text, "variables": query.variables}).encode()
        head = (
            "POST /graphql HTTP/1.1",
            f"Host: 127.0.0.1:{self.gateway_port}",
            "Content-Type: application/json",
            f"Authorization: Bearer {self._token(query)}",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join(head).encode() + b"\r\n\r\n" + body

    def cpu_seconds(self) -> float:
        """The CPU time that the gateway has used so far."""
        fields = Path(f"/proc/{self.gateway_pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def peak_memory_mebibytes(self) -> float:
        """The most memory that the gateway has had."""
        for line in Path(f"/proc/{self.gateway_pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("the kernel does not tell the peak memory")

    def upstream_calls(self) -> int:
        """How many calls the Partner API has had so far."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.sandbox_port}/_sandbox/requests") as answer:
            return int(json.load(answer)["total"])

    def _token(self, query: Query) -> str:
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "exp": int((datetime.now(UTC) + timedelta(hours=1)).timestamp()),
            "organization_id": DEMO_ORGANIZATIONS[0].organization_id,
            "role": query.role,
            **({"user_id": query.user_id} if query.user_id else {}),
        }
        return jwt.encode({"alg": "ES256", "kid": "benchmark"}, claims, self.key, algorithms=["ES256"])


@contextmanager
def running(directory: Path, gateways: int = 1, **variables: str) -> Iterator[Running]:
    """Start the upstream and so many gateways, wait until they answer, and end them again.

    ``variables`` are added to the gateways' environment.
    """
    key = ECKey.generate_key("P-256", {"kid": "benchmark", "alg": "ES256", "use": "sig"})
    key_file = directory / "jwks.json"
    key_file.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    gateway_ports, sandbox_port = tuple(_free_port() for _ in range(gateways)), _free_port()
    organization = DEMO_ORGANIZATIONS[0]
    upstream = f"http://127.0.0.1:{sandbox_port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")},
        "GATEWAY_MODE": "production",
        "GATEWAY_PARTNER_API_URL": f"{upstream}{API_BASE}/",
        "GATEWAY_TOKEN_URL": f"{upstream}{TOKEN_PATH}",
        "GATEWAY_ORGANIZATION_ID": organization.organization_id,
        "GATEWAY_CLIENT_ID": organization.client_id,
        "GATEWAY_CLIENT_SECRET": organization.client_secret,
        "GATEWAY_JWT_JWKS_FILE": str(key_file),
        "GATEWAY_JWT_ISSUER": _ISSUER,
        "GATEWAY_JWT_AUDIENCE": _AUDIENCE,
        "GATEWAY_LOG_LEVEL": "warning",
        # One viewer at one address asks for as much as it can.
        "GATEWAY_LIMITS_ADMINISTRATOR": "points_per_minute=0",
        "GATEWAY_ADDRESS_REQUESTS_PER_MINUTE": "0",
        **variables,
    }
    processes = [
        _start("sandbox", "--port", str(sandbox_port), "--users", str(USERS), environment=environment),
        *(_start("serve", "--port", str(port), environment=environment) for port in gateway_ports),
    ]
    try:
        _wait(f"{upstream}/_sandbox/health")
        for port in gateway_ports:
            _wait(f"http://127.0.0.1:{port}/readyz")
        yield Running(gateway_ports, sandbox_port, processes[1].pid, key)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


def _start(*arguments: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "gateway", *arguments], env=environment)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(address: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
