"""Users: partial updates, soft deletion, all problems at once."""

import pytest

from tests.sandbox.sandbox_client import SandboxClient

pytestmark = pytest.mark.anyio


async def test_a_created_user_is_read_with_its_country(api: SandboxClient) -> None:
    sent = {
        "role": "user",
        "email": "new@home.example",
        "first_name": "Åse",
        "country_iso2": "NO",
        "unknown": 1,
    }
    created = await api.ok("POST", api.users, json=sent)
    assert created["country"] == "NO"
    assert (created["first_name"], created["last_name"]) == ("Åse", None)
    assert not {"country_iso2", "unknown"} & set(created)
    assert await api.ok("GET", f"{api.users}/{created['id']}") == created
    assert (await api.ok("GET", api.users))[-1] == created
    assert await api.ok("GET", f"{api.users}/{created['id']}/heat-pumps") == []


async def test_an_update_changes_only_what_was_sent(api: SandboxClient) -> None:
    before = await api.ok("GET", api.user())
    after = await api.ok("PUT", api.user(), json={"town": "Łódź", "first_name": None})
    assert after == {**before, "town": "Łódź", "first_name": None}
    assert await api.ok("PUT", api.user(), json={}) == after


async def test_a_moved_user_says_when_it_moved(api: SandboxClient) -> None:
    after = await api.ok("PUT", api.user(), json={"latitude": 48.1, "longitude": 16})
    assert (after["latitude"], after["longitude"]) == (48.1, 16.0)
    assert after["location_last_updated"] == "2025-03-10T19:02:00Z"


async def test_all_problems_come_at_once(api: SandboxClient) -> None:
    sent = {"role": "boss", "first_name": 3, "latitude": "north", "country_iso2": "A"}
    assert await api.problems("POST", api.users, json=sent) == [
        ("literal_error", ["body", "payload", "role"]),
        ("missing", ["body", "payload", "email"]),
        ("string_type", ["body", "payload", "first_name"]),
        ("string_pattern_mismatch", ["body", "payload", "country_iso2"]),
        ("float_type", ["body", "payload", "latitude"]),
    ]


async def test_a_problem_reads_as_the_api_words_it(api: SandboxClient) -> None:
    answer = await api.ask("PUT", api.user(), json={"role": None})
    assert answer.json() == {
        "detail": [
            {
                "type": "literal_error",
                "loc": ["body", "payload", "role"],
                "msg": "Input should be 'admin', 'staff' or 'user'",
                "ctx": {"expected": "'admin', 'staff' or 'user'"},
            }
        ]
    }
    missing = await api.ask("POST", api.users, json={"role": "user"})
    assert missing.json()["detail"] == [
        {"type": "missing", "loc": ["body", "payload", "email"], "msg": "Field required"}
    ]


async def test_a_body_that_is_no_json_or_no_object(api: SandboxClient) -> None:
    answer = await api.ask("POST", api.users, content=b"{")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Cannot parse request body")
    assert ("model_attributes_type", ["body", "payload"]) in await api.problems("POST", api.users, json=[])


async def test_parameters_are_checked(api: SandboxClient) -> None:
    assert await api.problems("GET", f"{api.users}/nobody") == [("uuid_parsing", ["path", "user_id"])]
    assert await api.problems("GET", f"{api.users}?include_deleted=perhaps") == [
        ("bool_parsing", ["query", "include_deleted"])
    ]


async def test_an_email_belongs_to_one_user(api: SandboxClient, other_api: SandboxClient) -> None:
    taken = (await api.ok("GET", api.user(4)))["email"]
    field = ("value_error", ["body", "payload", "email"])
    assert await api.problems("POST", api.users, json={"role": "user", "email": taken.upper()}) == [field]
    assert await api.problems("PUT", api.user(), json={"email": taken}) == [field]
    assert (await api.ok("PUT", api.user(4), json={"email": taken}))["email"] == taken
    await other_api.ok("POST", other_api.users, json={"role": "user", "email": taken})
    await api.ok("PUT", api.user(4), json={"email": "moved@home.example"})
    await api.ok("PUT", api.user(), json={"email": taken})


async def test_a_deleted_user_is_gone_but_not_forgotten(api: SandboxClient) -> None:
    user = api.user()
    before = await api.ok("GET", user)
    device = api.first("heat-pumps")
    await api.ok("DELETE", user)
    for method, path in (("GET", user), ("DELETE", user), ("GET", device), ("GET", f"{user}/buildings")):
        assert (await api.ask(method, path)).status_code == 404
    assert (await api.ask("PUT", user, json={})).status_code == 404
    assert before not in await api.ok("GET", api.users)
    assert before in await api.ok("GET", f"{api.users}?include_deleted=true")
    assert before not in api.sandbox.users(api.organization.organization_id)
