"""An organization sees nothing of another one, not even that it is there."""

import pytest

from tests.sandbox.sandbox_client import SandboxClient

pytestmark = pytest.mark.anyio

NOT_FOUND = {"detail": "Not Found"}


async def test_every_path_of_another_organization_is_not_found(
    api: SandboxClient, other_api: SandboxClient
) -> None:
    device = api.first("heat-pumps")
    for path in (api.users, api.user(), f"{api.user()}/buildings", device, f"{device}/data"):
        answer = await other_api.ask("GET", path)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
        assert (await api.ask("GET", path)).status_code == 200
    assert (await other_api.ask("DELETE", device)).status_code == 404
    assert (await api.ask("GET", device)).status_code == 200


async def test_a_user_of_another_organization_is_not_found_under_the_own_one(
    api: SandboxClient, other_api: SandboxClient
) -> None:
    foreign_id = other_api.user().rsplit("/", 1)[1]
    answer = await api.ask("GET", f"{api.users}/{foreign_id}")
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


async def test_a_device_is_found_only_under_its_owner(api: SandboxClient) -> None:
    device_id = api.first("heat-pumps").rsplit("/", 1)[1]
    assert (await api.ask("GET", f"{api.user(4)}/heat-pumps/{device_id}")).status_code == 404
    assert (await api.ask("GET", f"{api.user()}/inverters/{device_id}")).status_code == 404


async def test_an_onboarding_session_belongs_to_the_organization_that_opened_it(
    api: SandboxClient, other_api: SandboxClient
) -> None:
    session = await api.ok(
        "POST",
        "/device-onboarding",
        json={
            "success_url": "https://app.test/ok",
            "cancel_url": "https://app.test/no",
            "language": "de",
            "price_zone_default": "AT",
            "user_id": api.user().rsplit("/", 1)[1],
        },
    )
    assert session["expiration_date"] == "2025-03-11"
    assert await api.ok("GET", f"/device-onboarding/{session['id']}") == session
    assert (await other_api.ask("GET", f"/device-onboarding/{session['id']}")).status_code == 404


async def test_unknown_paths_and_methods(api: SandboxClient) -> None:
    for path in ("/org", f"{api.users}/", f"{api.user()}/heaters", "/nothing"):
        assert (await api.ask("GET", path)).status_code == 404
    answer = await api.ask("PATCH", api.user())
    assert (answer.status_code, answer.headers["allow"]) == (405, "DELETE, GET, PUT")
