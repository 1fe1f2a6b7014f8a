"""The gateway and the Partner API as processes of one organization, for runs that end and restart them."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH

HOME = DEMO_ORGANIZATIONS[0]
START_SECONDS = 60.0
_ISSUER, _AUDIENCE, _KEY_ID = "processes", "gateway", "own"


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(*arguments: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start ``gateway`` with these arguments. It ends with this process, however that ends."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "gateway", *arguments, "--lifeline"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process in the middle of whatever it does."""
    process.kill()
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


async def answering(address: str) -> None:
    """Wait until somebody answers there. Raises TimeoutError."""
    async with asyncio.timeout(START_SECONDS), httpx.AsyncClient() as client:
        while True:
            with suppress(httpx.HTTPError):
                await client.get(address)
                return
            await asyncio.sleep(0.05)


class Administrator:
    """Whom the gateways of a run let in: a key of its own, and a token signed with it."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": _KEY_ID, "alg": "ES256", "use": "sig"})

    def headers(self) -> dict[str, str]:
        """The header of a request, good for two hours."""
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "exp": int((datetime.now(UTC) + timedelta(hours=2)).timestamp()),
            "organization_id": HOME.organization_id,
            "role": "administrator",
        }
        token = jwt.encode({"alg": "ES256", "kid": _KEY_ID}, claims, self._key, algorithms=["ES256"])
        return {"authorization": f"Bearer {token}"}

    def environment(self, directory: Path, partner: str) -> dict[str, str]:
        """The settings of a gateway before the Partner API at this address; the key set is written there."""
        key_file = directory / "jwks.json"
        key_file.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}))
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")},
            "GATEWAY_PARTNER_API_URL": f"{partner}{API_BASE}/",
            "GATEWAY_TOKEN_URL": f"{partner}{TOKEN_PATH}",
            "GATEWAY_ORGANIZATION_ID": HOME.organization_id,
            "GATEWAY_CLIENT_ID": HOME.client_id,
            "GATEWAY_CLIENT_SECRET": HOME.client_secret,
            "GATEWAY_JWT_JWKS_FILE": str(key_file),
            "GATEWAY_JWT_ISSUER": _ISSUER,
            "GATEWAY_JWT_AUDIENCE": _AUDIENCE,
            "GATEWAY_LOG_LEVEL": "error",
        }


async def partner_rows(partner: str, path: str) -> list[dict[str, Any]]:
    """What the Partner API at this address lists, read past every gateway. Raises httpx.HTTPStatusError."""
    async with httpx.AsyncClient(base_url=partner) as client:
        grant, pair = {"grant_type": "client_credentials"}, (HOME.client_id, HOME.client_secret)
        token = (await client.post(TOKEN_PATH, json=grant, auth=pair)).json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        answer = await client.get(f"{API_BASE}/org/{HOME.organization_id}{path}", headers=headers)
        answer.raise_for_status()
        rows: list[dict[str, Any]] = answer.json()
        return rows
