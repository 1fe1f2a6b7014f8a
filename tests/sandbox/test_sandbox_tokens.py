"""OAuth2 client credentials, and what a token opens."""

import httpx
import pytest

from sandbox import API_BASE, TOKEN_PATH, Sandbox
from tests.sandbox.sandbox_client import HOME, HandClock, SandboxClient

pytestmark = pytest.mark.anyio

CLIENT = (HOME.client_id, HOME.client_secret)


async def test_a_token_comes_for_json_and_for_a_form(api: SandboxClient) -> None:
    grant = {"grant_type": "client_credentials"}
    for answer in (
        await api.http.post(TOKEN_PATH, auth=CLIENT, json=grant),
        await api.http.post(TOKEN_PATH, auth=CLIENT, data=grant),
    ):
        body = answer.json()
        assert answer.status_code == 200
        assert len(body.pop("access_token")) > 20
        assert body == {"expires_in": 36000, "token_type": "Bearer", "scope": "read write"}
    assert api.sandbox.token_requests == 3
    assert api.sandbox.calls == []


@pytest.mark.parametrize(
    "client", [("demo-client-nordlicht", "wrong"), ("nobody", "demo-secret-nordlicht"), ("", "")]
)
async def test_a_wrong_client_is_refused(api: SandboxClient, client: tuple[str, str]) -> None:
    del api.http.headers["authorization"]
    answer = await api.http.post(TOKEN_PATH, auth=client, json={"grant_type": "client_credentials"})
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"grant_type":"password"}', "unsupported_grant_type"),
        (b"{}", "invalid_request"),
        (b"{", "invalid_request"),
    ],
)
async def test_a_wrong_grant_is_refused(api: SandboxClient, body: bytes, error: str) -> None:
    answer = await api.http.post(TOKEN_PATH, auth=CLIENT, content=body)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


async def test_a_token_works_for_ten_hours(api: SandboxClient, clock: HandClock) -> None:
    clock.forward(seconds=35_999)
    assert (await api.ask("GET", api.users)).status_code == 200
    clock.forward(seconds=1)
    answer = await api.ask("GET", api.users)
    assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Basic abc", "Bearer"])
async def test_without_a_good_token_nothing_opens(api: SandboxClient, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api.sandbox.app)) as stranger:
        answer = await stranger.get(f"http://sandbox.test{API_BASE}{api.users}", headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})


async def test_revoked_tokens_stop_working(api: SandboxClient) -> None:
    answer = await api.http.post("/_sandbox/tokens/revoke")
    assert answer.json() == {"revoked": 1}
    assert (await api.ask("GET", api.users)).status_code == 401
    await api.login()
    assert (await api.ask("GET", api.users)).status_code == 200


@pytest.mark.parametrize("header", [None, "Basic", "Basic é", "Basic not-base-64", "Bearer abc"])
async def test_a_client_that_does_not_prove_itself_is_refused(sandbox: Sandbox, header: str | None) -> None:
    headers = {} if header is None else {b"authorization": header.encode("latin-1")}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox.app)) as stranger:
        answer = await stranger.post(f"http://sandbox.test{TOKEN_PATH}", headers=headers, json={})
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
