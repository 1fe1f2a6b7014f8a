"""The client over its own transport: what is sent and understood is the same as over any other."""

import gzip
import json
from collections.abc import AsyncIterator, Callable

import pytest

from domain.device import DeviceKind
from domain.errors import UpstreamInvalidResponse, UpstreamThrottled
from partner_api import PartnerApi
from partner_api.body import MAXIMUM_BYTES
from tests.partner_api import rows
from tests.partner_api.live_server import serve
from tests.partner_api.scripted_upstream import (
    ORGANIZATION,
    USER,
    Answer,
    ScriptedUpstream,
    json_answer,
)

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}


@pytest.fixture
async def live(upstream: ScriptedUpstream, make_api: Callable[..., PartnerApi]) -> AsyncIterator[PartnerApi]:
    async with serve(upstream) as address:
        api = make_api(address)
        yield api
        await api.aclose()


async def test_the_headers(live: PartnerApi, upstream: ScriptedUpstream) -> None:
    await live.users(ORGANIZATION, include_deleted=True, request_id="r-1.2_3")
    await live.devices(ORGANIZATION, USER, DeviceKind.WALLBOX)
    first, second = upstream.seen
    host = first.headers.pop("host")
    assert host.startswith("127.0.0.1:")
    assert first.headers == {
        "accept": "application/json",
        "accept-encoding": "gzip",
        "authorization": "Bearer t1",
        "x-request-id": "r-1.2_3",
    }
    assert second.headers == {
        "host": host,
        "accept": "application/json",
        "accept-encoding": "gzip",
        "authorization": "Bearer t1",
    }
    root = f"/api/partners/v2.0/org/{ORGANIZATION}/users"
    assert [(each.method, each.path, each.body) for each in upstream.seen] == [
        ("GET", f"{root}?include_deleted=true", b""),
        ("GET", f"{root}/{USER}/wallboxes", b""),
    ]


async def test_another_token_takes_the_place_of_a_refused_one(
    live: PartnerApi, upstream: ScriptedUpstream
) -> None:
    await live.users(ORGANIZATION)
    upstream.refused = {"t1"}
    assert await live.users(ORGANIZATION) == ()
    assert [each.headers["authorization"] for each in upstream.seen] == [
        "Bearer t1", "Bearer t1", "Bearer t2",
    ]  # fmt: skip


async def test_gzip_is_unpacked_and_bounded(live: PartnerApi, upstream: ScriptedUpstream) -> None:
    packed = JSON | {"content-encoding": "gzip"}
    body = json.dumps([rows.user(email=f"{number}@example.test") for number in range(500)]).encode()
    upstream.answers = [Answer(body=gzip.compress(body), headers=packed)]
    assert len(await live.users(ORGANIZATION)) == 500
    upstream.answers = [Answer(body=gzip.compress(b"[" + b" " * MAXIMUM_BYTES + b"]"), headers=packed)]
    with pytest.raises(UpstreamInvalidResponse, match="too large"):
        await live.users(ORGANIZATION)
    upstream.answers = [Answer(body=body, headers=JSON | {"content-encoding": "br"})]
    with pytest.raises(UpstreamInvalidResponse, match="encoding"):
        await live.users(ORGANIZATION)


async def test_a_large_list_comes_whole(live: PartnerApi, upstream: ScriptedUpstream) -> None:
    listed = [rows.user(email=f"{number}@example.test") for number in range(10_000)]
    upstream.answers = [json_answer(listed)]
    assert len(await live.users(ORGANIZATION)) == 10_000


async def test_headers_that_matter_are_understood(live: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [Answer(status=429, headers={"Retry-After": " 7 "})]
    with pytest.raises(UpstreamThrottled) as raised:
        await live.users(ORGANIZATION)
    assert raised.value.retry_after_seconds == 7.0
