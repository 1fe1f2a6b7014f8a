"""The Python client gql, over HTTP and over a WebSocket."""

from uuid import uuid4

import httpx
import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from tests.conformance.following import FOLLOW
from tests.conformance.live_gateway import LiveGateway

pytestmark = pytest.mark.anyio


def over_http(live: LiveGateway) -> Client:
    headers = {"authorization": f"Bearer {live.token('user')}"}
    transport = HTTPXAsyncTransport(url=live.url, headers=headers)
    return Client(transport=transport, fetch_schema_from_transport=True)


async def test_a_query_after_reading_the_schema(live_gateway: LiveGateway) -> None:
    async with over_http(live_gateway) as session:
        assert await session.execute(gql("{ viewer { role } }")) == {"viewer": {"role": "USER"}}


async def test_an_error_has_its_code(live_gateway: LiveGateway) -> None:
    async with over_http(live_gateway) as session:
        with pytest.raises(TransportQueryError) as raised:
            await session.execute(gql('{ device(id: "x") { id } }'))
    assert raised.value.errors is not None
    assert [each["extensions"]["code"] for each in raised.value.errors] == ["BAD_USER_INPUT"]


async def test_a_subscription(live_gateway: LiveGateway) -> None:
    device_id, path = live_gateway.first_wallbox()
    comment = f"Cellar {uuid4().hex}"
    transport = WebsocketsTransport(
        url=live_gateway.websocket_url,
        init_payload={"Authorization": f"Bearer {live_gateway.token('user')}"},
    )
    query = gql(FOLLOW)
    query.variable_values = {"id": device_id}
    async with Client(transport=transport) as session:
        events = session.subscribe(query)
        first = await anext(events)
        assert first["deviceUpdated"]["id"] == device_id
        change = live_gateway.comment_on(path, comment)
        async with httpx.AsyncClient() as partner:
            headers = {"authorization": f"Bearer {change['token']}"}
            answer = await partner.put(change["url"], json=change["body"], headers=headers)
        assert answer.status_code == 200
        assert await anext(events) == {"deviceUpdated": {"id": device_id, "comment": comment}}
        await events.aclose()
