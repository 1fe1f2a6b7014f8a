"""Onboarding sessions to look at: opened in the sandbox behind the gateway's back."""

from typing import Any

import httpx

from domain.ids import IdKind, encode_id
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH
from tests.gateway_under_test import HOME, GatewayUnderTest

BODY = {
    "success_url": "https://app.example/ok?x=1",
    "cancel_url": "https://app.example/no",
    "language": "de",
    "price_zone_default": "AT",
}


async def open_session(
    gateway: GatewayUnderTest, position: int, organization_id: str = HOME.organization_id, **fields: str
) -> tuple[dict[str, Any], str]:
    """Open a session for a user; gives its row and its global id. Counts as no call."""
    organization = next(each for each in DEMO_ORGANIZATIONS if each.organization_id == organization_id)
    user_id = gateway.user_row(position, organization_id)["id"]
    transport = httpx.ASGITransport(gateway.sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
        answer = await client.post(
            TOKEN_PATH,
            json={"grant_type": "client_credentials"},
            auth=(organization.client_id, organization.client_secret),
        )
        opened = await client.post(
            f"{API_BASE.rstrip('/')}/device-onboarding",
            json={"user_id": user_id, **BODY, **fields},
            headers={"Authorization": f"Bearer {answer.json()['access_token']}"},
        )
    assert opened.status_code == 200, opened.text
    gateway.sandbox.reset_calls()
    row: dict[str, Any] = opened.json()
    return row, encode_id(IdKind.ONBOARDING_SESSION, organization_id, user_id, row["id"])
