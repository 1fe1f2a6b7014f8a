"""What is sent: to which address, with which headers, and what is never sent."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from domain.device import DeviceKind
from domain.errors import UpstreamRejected
from partner_api import PartnerApi, Timeouts, Upstream
from tests.partner_api import rows
from tests.partner_api.live_server import serve
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import (
    DEVICE,
    ORGANIZATION,
    USER,
    Answer,
    ScriptedUpstream,
    json_answer,
)

pytestmark = pytest.mark.anyio

ROOT = "/api/partners/v2.0/org/5f0c2b8e-6a1d-4c57-9d3e-0a4b7c1e9f21/users"
ONE = f"{ROOT}/{USER}"

TRAVERSALS = [
    "",
    ".",
    "..",
    "../",
    "../../o500/users/x",
    f"{USER}/..",
    f"../users/{USER}",
    f"%2e%2e%2f{USER}",
    f"{USER}%2f..",
    f"{USER}?x=1",
    f"{USER}#",
    f"{USER}\n",
    f" {USER}",
    f"{USER}\x00",
    USER.upper().replace("1", "A"),
    f"{{{USER}}}",
    f"urn:uuid:{USER}",
    USER.replace("-", ""),
    "https://evil.test/",
    "//evil.test",
    "１" * 8 + USER[8:],
    f"@evil.test/{USER}",
]

Ask = Callable[[PartnerApi, str], Awaitable[object]]
ASKS: dict[str, Ask] = {
    "users": lambda api, text: api.users(text),
    "user.organization": lambda api, text: api.user(text, USER),
    "user": lambda api, text: api.user(ORGANIZATION, text),
    "buildings": lambda api, text: api.buildings(ORGANIZATION, text),
    "energy_contracts": lambda api, text: api.energy_contracts(ORGANIZATION, text),
    "devices": lambda api, text: api.devices(ORGANIZATION, text, DeviceKind.WALLBOX),
    "other_devices": lambda api, text: api.devices(ORGANIZATION, text, DeviceKind.OTHER),
    "pending_actions.user": lambda api, text: api.pending_actions(
        ORGANIZATION, text, DeviceKind.WALLBOX, DEVICE
    ),
    "pending_actions": lambda api, text: api.pending_actions(ORGANIZATION, USER, DeviceKind.WALLBOX, text),
    "check": lambda api, text: api.check(text),
}


@pytest.mark.parametrize("ask", ASKS)
async def test_an_id_that_is_no_uuid_is_refused_before_any_call(
    ask: str, make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    api = make_api(other_device_collections=["batteries"])
    for text in TRAVERSALS:
        with pytest.raises(ValueError, match=r"UUID|no upstream"):
            await ASKS[ask](api, text)

    assert upstream.seen == []
    assert upstream.token_requests == []


async def test_an_organization_that_is_not_configured_is_refused(
    api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    with pytest.raises(ValueError, match="no upstream"):
        await api.users(USER)

    assert upstream.token_requests == []


async def test_the_paths(make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream) -> None:
    api = make_api(other_device_collections=["batteries"])
    detail = json_answer(rows.device())
    upstream.answers = [Answer()] * 8 + [json_answer(rows.user())] + [detail] * 5

    await api.users(ORGANIZATION)
    await api.users(ORGANIZATION, include_deleted=True)
    await api.buildings(ORGANIZATION, USER)
    for kind in DeviceKind:
        await api.devices(ORGANIZATION, USER, kind)
    await api.user(ORGANIZATION, USER)
    for kind in DeviceKind:
        await api.pending_actions(ORGANIZATION, USER, kind, DEVICE)
    upstream.answers = [Answer()]
    await api.energy_contracts(ORGANIZATION, USER)

    collections = ["heat-pumps", "electric-vehicles", "inverters", "wallboxes", "batteries"]
    assert [f"{seen.method} {seen.path}" for seen in upstream.seen] == [
        f"GET {ROOT}",
        f"GET {ROOT}?include_deleted=true",
        f"GET {ONE}/buildings",
        *(f"GET {ONE}/{collection}" for collection in collections),
        f"GET {ONE}",
        *(f"GET {ONE}/{collection}/{DEVICE}" for collection in collections),
        f"GET {ONE}/energy-contracts",
    ]


@pytest.mark.parametrize("slash", ["", "/"])
async def test_the_base_may_end_with_a_slash_or_not(slash: str, upstream: ScriptedUpstream) -> None:
    api = PartnerApi(
        [Upstream(ORGANIZATION, f"http://u.test/a/v2.0{slash}", "http://u.test/token", "c", "s")],
        transport=httpx.ASGITransport(upstream),
    )

    await api.users(ORGANIZATION)
    await api.aclose()

    assert [seen.path for seen in upstream.seen] == [f"/a/v2.0/org/{ORGANIZATION}/users"]


@pytest.mark.parametrize(
    "changed",
    [
        {"organization_id": "o1"},
        {"organization_id": ORGANIZATION.upper()},
        {"base_url": "ftp://u.test/"},
        {"base_url": "/api"},
        {"base_url": "http://"},
        {"base_url": "http://user:secret@u.test/"},
        {"base_url": "http://u.test/?x=1"},
        {"base_url": "http://u.test/#x"},
        {"base_url": "http://u.test:port/"},
        {"token_url": "u.test/token"},
    ],
)
def test_a_wrong_configuration_is_refused_at_the_start(changed: dict[str, str]) -> None:
    right = {
        "organization_id": ORGANIZATION,
        "base_url": "http://u.test/",
        "token_url": "http://u.test/token",
        "client_id": "c",
        "client_secret": "s",
    }
    Upstream(**right)

    with pytest.raises(ValueError, match=r"must|not a URL"):
        Upstream(**right | changed)


@pytest.mark.parametrize(
    "names", [["heat-pumps"], ["buildings"], ["../x"], ["A"], [""], ["x", "x"], ["x/y"], ["x?"], ["x\n"]]
)
def test_a_collection_that_cannot_be_one_is_refused_at_the_start(names: list[str]) -> None:
    with pytest.raises(ValueError, match="collection"):
        PartnerApi([], other_device_collections=names)


async def test_the_headers(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    await api.users(ORGANIZATION, request_id="r-1.2_3")
    await api.users(ORGANIZATION)

    assert upstream.seen[0].headers == {
        "host": "upstream.test",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "authorization": "Bearer t1",
        "x-request-id": "r-1.2_3",
    }
    assert "x-request-id" not in upstream.seen[1].headers


@pytest.mark.parametrize("request_id", ["", "a\r\nX-Evil: 1", "ü", "a b", "x" * 201])
async def test_a_request_id_that_is_no_header_is_refused(
    request_id: str, api: PartnerApi, upstream: ScriptedUpstream
) -> None:
    with pytest.raises(ValueError, match="request id"):
        await api.users(ORGANIZATION, request_id=request_id)

    assert upstream.seen == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int, api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [
        Answer(status=status, headers={"location": "http://evil.test/", "content-type": "application/json"})
    ]

    with pytest.raises(UpstreamRejected, match=f"users: status {status}"):
        await api.users(ORGANIZATION)

    assert len(upstream.seen) == 1


async def test_a_redirect_to_nonsense_is_not_looked_at(api: PartnerApi, upstream: ScriptedUpstream) -> None:
    upstream.answers = [Answer(status=302, headers={"location": "https://[::"})]

    with pytest.raises(UpstreamRejected, match="users: status 302"):
        await api.users(ORGANIZATION)


@pytest.mark.parametrize("is_live", [False, True])
async def test_cookies_are_not_kept(
    is_live: bool, make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    cookie = {"content-type": "application/json", "set-cookie": "session=1; Path=/"}
    upstream.answers = [Answer(headers=cookie)]
    async with serve(upstream) as address:
        api = make_api(address if is_live else None)
        await api.users(ORGANIZATION)
        await api.users(ORGANIZATION)
        await api.aclose()

    assert len(upstream.seen) == 2
    assert [seen for seen in upstream.seen if "cookie" in seen.headers] == []


async def test_the_environment_does_not_matter(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a proxy nor a .netrc changes where calls go and who is calling."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    async with serve(upstream) as address:
        api = make_api(address)
        await api.users(ORGANIZATION)
        await api.aclose()

    assert upstream.seen[0].headers["authorization"] == "Bearer t1"


async def test_no_more_calls_run_at_the_same_time_than_there_are_connections(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    gate = asyncio.Event()
    upstream.answers = [Answer(gate=gate)]
    api = make_api(max_connections=3)

    waiting = [asyncio.ensure_future(api.users(ORGANIZATION)) for _ in range(10)]
    for _ in range(3):
        await upstream.arrivals.get()
    for _ in range(20):
        await asyncio.sleep(0)
    most = len(upstream.seen)
    gate.set()
    await asyncio.gather(*waiting)

    assert most == 3
    assert len(upstream.seen) == 10


async def test_connections_are_kept_open(
    make_api: Callable[..., PartnerApi], upstream: ScriptedUpstream
) -> None:
    ports: list[int] = []

    async def noting(scope: Json, receive: Json, send: Json) -> None:
        ports.append(scope["client"][1])
        await upstream(scope, receive, send)

    async with serve(noting) as address:
        api = make_api(address, timeouts=Timeouts())
        for _ in range(5):
            await api.users(ORGANIZATION)
        await api.aclose()

    assert len(ports) == 6
    assert len(set(ports)) == 1
