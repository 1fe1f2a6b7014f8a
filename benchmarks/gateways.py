"""Starting `gateway serve` as it is deployed, in front of the plain upstream."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.credentials import AUDIENCE, ISSUER, Credentials
from benchmarks.processes import PlainUpstream, Server, free_port, server
from sandbox import API_BASE, TOKEN_PATH

_PATIENCE = {
    "GATEWAY_OPERATION_DEADLINE_SECONDS": "60",
    "GATEWAY_UPSTREAM_TOTAL_TIMEOUT_SECONDS": "50",
    "GATEWAY_UPSTREAM_ATTEMPT_TIMEOUT_SECONDS": "40",
    "GATEWAY_UPSTREAM_READ_TIMEOUT_SECONDS": "40",
    "GATEWAY_UPSTREAM_CONNECT_TIMEOUT_SECONDS": "40",
}
"""A machine that is busy with other things makes measurements slow, and should not make them fail."""

_NO_BUDGETS = {
    "GATEWAY_LIMITS_USER": "points_per_minute=0",
    "GATEWAY_LIMITS_STAFF": "points_per_minute=0",
    "GATEWAY_LIMITS_ADMINISTRATOR": "points_per_minute=0",
    "GATEWAY_ADDRESS_REQUESTS_PER_MINUTE": "0",
}
"""A load generator asks for more than anybody may in a minute. What a document costs still counts."""


@contextmanager
def gateway(
    name: str,
    directory: Path,
    upstream: PlainUpstream,
    credentials: Credentials,
    organizations: Sequence[str],
    *,
    module: str = "gateway",
    **variables: str,
) -> Iterator[Server]:
    """Serve those organizations until the block ends.

    ``module`` is what is run, and ``variables`` are added to the environment.
    """
    port = free_port()
    file = directory / f"organizations-{port}.toml"
    file.write_text("\n".join(_table(each, upstream.url) for each in organizations))
    keys = directory / f"keys-{port}.json"
    credentials.write_keys(keys)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")},
        "GATEWAY_MODE": "production",
        "GATEWAY_ORGANIZATIONS_FILE": str(file),
        "GATEWAY_WRITE_JOURNAL": "memory",
        "GATEWAY_JWT_JWKS_FILE": str(keys),
        "GATEWAY_JWT_ISSUER": ISSUER,
        "GATEWAY_JWT_AUDIENCE": AUDIENCE,
        "GATEWAY_LOG_LEVEL": "warning",
        **_PATIENCE,
        **_NO_BUDGETS,
        **variables,
    }
    command = [sys.executable, "-m", module, "serve", "--port", str(port)]
    with server(name, command, environment, port, ready="/readyz") as started:
        yield started


def _table(organization_id: str, upstream: str) -> str:
    return (
        f'[[organizations]]\norganization_id = "{organization_id}"\n'
        'client_id = "benchmark"\nclient_secret = "benchmark"\n'
        f'partner_api_url = "{upstream}{API_BASE}/"\ntoken_url = "{upstream}{TOKEN_PATH}"\n'
    )
