"""What the demo prints once it runs: addresses, tokens and a request to paste."""

import json
import shlex
from collections.abc import Mapping

from gateway.cli.demo_tokens import DemoRole

QUERY = (
    "{ organization { users(first: 3, filter: { role: USER }) { totalCount nodes { firstName lastName"
    " buildings { name address { town country } }"
    " energyContracts { type supplier appliesToAllBuildings }"
    " devices { kind model { name } isSmartOptimizationActive building { name } } } } } }"
)


def greeting(gateway_url: str, sandbox_url: str, tokens: Mapping[DemoRole, str]) -> str:
    """The whole text, without a line break at its end."""
    lines = [
        f"GraphiQL     {gateway_url}/",
        f"GraphQL      {gateway_url}/graphql",
        f"Partner API  {sandbox_url}",
        "",
        "A bearer token for each role, valid for seven days:",
        *(f"{role.value:<13} {token}" for role, token in tokens.items()),
        "",
        "Paste this into another terminal:",
        curl_line(gateway_url, tokens[DemoRole.ADMINISTRATOR]),
        "",
        "Ctrl-C ends everything.",
    ]
    return "\n".join(lines)


def curl_line(gateway_url: str, token: str) -> str:
    """One request as one shell command on one line."""
    return shlex.join(
        [
            "curl", "--silent", "--show-error", "--noproxy", "*", f"{gateway_url}/graphql",
            "--header", "Content-Type: application/json",
            "--header", f"Authorization: Bearer {token}",
            "--data", json.dumps({"query": QUERY}),
        ]
    )  # fmt: skip
