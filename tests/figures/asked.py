"""What the sandbox was asked, to the letter of the query."""

from urllib.parse import parse_qsl

import httpx

from tests.gateway_under_test import GatewayUnderTest


async def asked(gateway: GatewayUnderTest, within: str) -> list[tuple[str, dict[str, str]]]:
    """Path and query of the requests since the last reset whose path holds that text."""
    transport = httpx.ASGITransport(gateway.sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
        report = (await client.get("/_sandbox/requests")).json()
    return [
        (each["path"], dict(parse_qsl(each["query"]))) for each in report["recent"] if within in each["path"]
    ]
