"""What the sandbox tells about the requests it got."""

from hashlib import sha256

import pytest

from sandbox import Sandbox, SandboxOptions
from tests.sandbox.sandbox_client import SandboxClient

pytestmark = pytest.mark.anyio


async def test_requests_are_counted_by_operation(api: SandboxClient) -> None:
    user = api.user()
    for path in (api.users, f"{user}/buildings", f"{user}/buildings?x=1", "/nowhere"):
        await api.ask("GET", path, headers={"x-request-id": "r-1"})
    report = (await api.http.get("/_sandbox/requests")).json()
    assert (report["total"], report["token_requests"]) == (4, 1)
    assert report["by_operation"] == {
        "GET /org/{org_id}/users": 1,
        "GET /org/{org_id}/users/{user_id}/buildings": 2,
        "unknown operation": 1,
    }
    assert report["recent"][2] == {
        "method": "GET",
        "path": f"{user}/buildings",
        "query": "x=1",
        "status": 200,
        "authorization_sha256": sha256(api.http.headers["authorization"].encode()).hexdigest(),
        "request_id": "r-1",
    }
    assert report["recent"][3]["status"] == 404
    assert api.sandbox.calls == [
        f"GET {api.users}",
        f"GET {user}/buildings",
        f"GET {user}/buildings",
        "GET /nowhere",
    ]


async def test_counting_starts_anew(api: SandboxClient) -> None:
    await api.ask("GET", api.users)
    assert (await api.http.delete("/_sandbox/requests")).status_code == 204
    assert (api.sandbox.calls, api.sandbox.token_requests) == ([], 0)
    await api.ask("GET", api.users)
    api.sandbox.reset_calls()
    assert (await api.http.get("/_sandbox/requests")).json()["total"] == 0


async def test_health_and_unknown_instruments(api: SandboxClient) -> None:
    assert (await api.http.get("/_sandbox/health")).json() == {"status": "ok"}
    assert (await api.http.get("/_sandbox/nothing")).status_code == 404
    assert (await api.http.post("/_sandbox/health")).status_code == 405
    assert (await api.http.get("/")).status_code == 404


async def test_latency_is_added_to_api_calls() -> None:
    sandbox = Sandbox(SandboxOptions(users=5, latency=0.02))
    async with SandboxClient(sandbox) as api:
        answer = await api.ask("GET", api.users)
        assert answer.elapsed.total_seconds() >= 0.02


async def test_rows_answer_as_the_api_does_and_are_not_counted(api: SandboxClient) -> None:
    for path in (api.users, api.user(), f"{api.user()}/heat-pumps", api.first("wallboxes")):
        assert api.sandbox.rows(path) == await api.ok("GET", path)
    assert len(api.sandbox.calls) == 4
    with pytest.raises(LookupError):
        api.sandbox.rows(f"{api.users}/11111111-1111-4111-8111-111111111111")


def test_options_are_checked() -> None:
    for options in ({"users": 0}, {"users": 100_001}, {"latency": -1.0}):
        with pytest.raises(ValueError, match="must"):
            SandboxOptions(**options)


async def test_sandboxes_share_nothing(api: SandboxClient) -> None:
    other = Sandbox()
    before = other.users(api.organization.organization_id)
    await api.ok("DELETE", api.user())
    assert (other.calls, other.token_requests) == ([], 0)
    assert other.users(api.organization.organization_id) == before
