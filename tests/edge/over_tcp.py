"""The whole gateway behind the guarded server, and requests to it as bytes."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.edge.held import Held
from tests.edge.real_edge import Client, RunningEdge, serving


@asynccontextmanager
async def gateway_over_tcp(gateway: Held, **edge: Any) -> AsyncIterator[RunningEdge]:  # noqa: ANN401
    """Serve a gateway that runs already."""
    async with serving(gateway.app, gateway.app.state.lifecycle, **edge) as running:
        yield running


def send(
    client: Client,
    query: object,
    headers: dict[str, str],
    variables: dict[str, Any] | None = None,
) -> None:
    """Post an operation, or a list of requests."""
    asked = query if isinstance(query, list) else {"query": query, "variables": variables}
    body = json.dumps(asked)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    client.send(
        "POST /graphql HTTP/1.1",
        "Host: gateway.test",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *lines,
        body=body,
    )
