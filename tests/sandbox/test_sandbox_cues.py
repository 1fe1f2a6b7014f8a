"""Repairing a device: cue, secret, outcome; and renewed logins."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.sandbox_client import HandClock, SandboxClient

pytestmark = pytest.mark.anyio

LOGGED_OUT = 7
URLS = {"successUrl": "https://app.test/ok", "cancelUrl": "https://app.test/no"}


async def _cue(api: SandboxClient) -> tuple[str, str, dict[str, str]]:
    """Path of the device, path of its cue and the secret."""
    pumps = f"{api.user(LOGGED_OUT)}/heat-pumps"
    device = next(row for row in await api.ok("GET", pumps) if row["action_needed"])
    path = f"{pumps}/{device['id']}"
    action = (await api.ok("GET", path))["actions"][0]
    query = parse_qs(urlsplit(action["resolution_link"]["url"]).query)
    return path, f"/cues/{query['cue_id'][0]}", {"secret": query["secret"][0]}


async def test_a_cue_repairs_the_device(api: SandboxClient) -> None:
    path, cue, secret = await _cue(api)
    del_header: dict[str, Any] = {"headers": {"authorization": ""}, "params": secret}
    assert (await api.ask("POST", f"{cue}/state", json={"state": "success"}, **del_header)).status_code == 404
    redirect = await api.ok("POST", f"{cue}/resolve", json=URLS, params=secret)
    assert redirect["redirect_url"].startswith("https://")
    failed = await api.ok("POST", f"{cue}/state", json={"state": "fail"}, **del_header)
    assert (await api.ok("GET", path))["action_needed"] is True
    assert await api.ok("POST", f"{cue}/state", json={"state": "success"}, **del_header) == failed
    repaired = await api.ok("GET", path)
    assert (repaired["action_needed"], repaired["is_authenticated"], repaired["actions"]) == (False, True, [])
    assert repaired["outdoor_temperature"] is not None
    assert (await api.ask("POST", f"{cue}/state", json={"state": "success"}, **del_header)).status_code == 404


async def test_a_secret_is_needed_fresh_and_for_its_cue(
    api: SandboxClient, other_api: SandboxClient, clock: HandClock
) -> None:
    _, cue, secret = await _cue(api)
    assert await api.problems("POST", f"{cue}/resolve", json=URLS) == [("missing", ["query", "secret"])]
    for wrong in ("", "x", "9999999999.abc", "99999999999999.x", "é.é"):
        assert (
            await api.ask("POST", f"{cue}/resolve", json=URLS, params={"secret": wrong})
        ).status_code == 404
    assert (await other_api.ask("POST", f"{cue}/resolve", json=URLS, params=secret)).status_code == 404
    snake = {"success_url": "https://app.test/ok", "cancel_url": "https://app.test/no"}
    assert len(await api.problems("POST", f"{cue}/resolve", json=snake, params=secret)) == 2
    clock.forward(hours=1)
    assert (await api.ask("POST", f"{cue}/resolve", json=URLS, params=secret)).status_code == 404
    _, _, fresh = await _cue(api)
    assert (await api.ask("POST", f"{cue}/resolve", json=URLS, params=fresh)).status_code == 200


@pytest.mark.parametrize("kind", ["heat-pumps", "electric-vehicles", "inverters", "wallboxes"])
async def test_an_auth_session_for_every_kind(api: SandboxClient, kind: str) -> None:
    path = api.first(kind)
    session = await api.ok("POST", f"{path}/auth_session", json={"success_url": "https://app.test/ok"})
    assert session["device_id"] == path.rsplit("/", 1)[1]
    assert session["session_id"] in session["authentication_url"]


async def test_onboarding_is_checked(api: SandboxClient) -> None:
    sent = {
        "success_url": "x" * 8001,
        "cancel_url": "https://app.test/no",
        "language": "fr",
        "price_zone_default": "DE",
        "user_id": "me",
    }
    assert [problem for problem, _ in await api.problems("POST", "/device-onboarding", json=sent)] == [
        "string_too_long",
        "literal_error",
        "literal_error",
        "uuid_parsing",
    ]
    good = {**sent, "success_url": "https://app.test/ok", "language": "de", "price_zone_default": "AT"}
    stranger = {**good, "user_id": "11111111-1111-4111-8111-111111111111"}
    assert await api.problems("POST", "/device-onboarding", json=stranger) == [
        ("value_error", ["body", "payload", "user_id"])
    ]
    elsewhere = {
        **good,
        "user_id": api.user().rsplit("/", 1)[1],
        "building_id": api.first("buildings", 4).rsplit("/", 1)[1],
    }
    assert await api.problems("POST", "/device-onboarding", json=elsewhere) == [
        ("value_error", ["body", "payload", "building_id"])
    ]
