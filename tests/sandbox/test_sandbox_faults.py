"""Faults to order, in process."""

import time
from typing import Any

import anyio
import pytest

from sandbox import TOKEN_PATH, Fault
from tests.sandbox.sandbox_client import HOME, SandboxClient

pytestmark = pytest.mark.anyio


async def test_a_status_with_body_and_headers(api: SandboxClient) -> None:
    api.sandbox.add_fault(
        Fault(
            match="/users$", kind="status", status=429, headers={"Retry-After": "3"}, body={"detail": "slow"}
        )
    )
    answer = await api.ask("GET", api.users)
    assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (
        429,
        {"detail": "slow"},
        "3",
    )
    assert (await api.ask("GET", api.user())).status_code == 200
    api.sandbox.clear_faults()
    assert (await api.ask("GET", api.users)).status_code == 200


async def test_a_plain_status_has_the_usual_body(api: SandboxClient) -> None:
    api.sandbox.add_fault(Fault(match=".", kind="status"))
    answer = await api.ask("GET", api.users)
    assert (answer.status_code, answer.json()) == (503, {"detail": "Service Unavailable"})
    api.sandbox.clear_faults()
    api.sandbox.add_fault(Fault(match=".", kind="status", status=599))
    assert (await api.ask("GET", api.users)).json() == {"detail": "Refused"}


@pytest.mark.parametrize("kind", ["delay", "slow_body"])
async def test_slow_answers_are_right_in_the_end(api: SandboxClient, kind: Any) -> None:  # noqa: ANN401
    expected = await api.ok("GET", api.users)
    api.sandbox.add_fault(Fault(match="/users$", kind=kind, seconds=0.1))
    started = time.perf_counter()
    assert await api.ok("GET", api.users) == expected
    assert time.perf_counter() - started >= 0.1


async def test_a_hanging_request_is_never_answered(api: SandboxClient) -> None:
    api.sandbox.add_fault(Fault(match="/users$", kind="hang"))
    with anyio.move_on_after(0.1) as scope:
        await api.ask("GET", api.users)
    assert scope.cancelled_caught
    report = (await api.http.get("/_sandbox/requests")).json()
    assert [row["status"] for row in report["recent"]] == [None]


async def test_a_bounded_hang_ends_in_a_gateway_timeout(api: SandboxClient) -> None:
    api.sandbox.add_fault(Fault(match="/users$", kind="hang", seconds=0.05))
    assert (await api.ask("GET", api.users)).status_code == 504


async def test_a_reset_without_a_socket_raises(api: SandboxClient) -> None:
    api.sandbox.add_fault(Fault(match="/users$", kind="reset"))
    with pytest.raises(ConnectionResetError):
        await api.ask("GET", api.users)


async def test_bodies_that_cannot_be_read(api: SandboxClient) -> None:
    whole = await api.ask("GET", api.users)
    expected = {
        "truncate": whole.content[: len(whole.content) // 2],
        "garbage": b'\x00\xff{"id": \xfe nonsense',
    }
    for kind, content in expected.items():
        api.sandbox.clear_faults()
        api.sandbox.add_fault(Fault(match="/users$", kind=kind))  # type: ignore[arg-type]  # kinds of the table
        answer = await api.ask("GET", api.users)
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["content-type"].startswith("application/json")


async def test_bodies_of_another_shape(api: SandboxClient) -> None:
    users, user = await api.ok("GET", api.users), await api.ok("GET", api.user())
    api.sandbox.add_fault(Fault(match=".", kind="wrong_shape"))
    assert await api.ok("GET", api.users) == {"unexpected": users}
    assert await api.ok("GET", api.user()) == [user]


async def test_pages_and_redirects(api: SandboxClient) -> None:
    api.sandbox.add_fault(Fault(match="/users$", kind="html"))
    api.sandbox.add_fault(Fault(match="/buildings$", kind="redirect"))
    page = await api.ask("GET", api.users)
    assert (page.status_code, page.headers["content-type"]) == (502, "text/html; charset=utf-8")
    redirect = await api.ask("GET", f"{api.user()}/buildings")
    assert (redirect.status_code, redirect.headers["location"]) == (302, "/accounts/login/")


async def test_an_oversize_answer_is_valid_json(api: SandboxClient) -> None:
    api.sandbox.add_fault(Fault(match="/users$", kind="oversize"))
    answer = await api.ask("GET", api.users)
    assert len(answer.content) > 30 * 1024 * 1024
    assert answer.content.startswith(b'["x')
    assert answer.content.endswith(b'",\n""]')


async def test_expiring_tokens(api: SandboxClient) -> None:
    api.sandbox.add_fault(Fault(match="/buildings$", kind="expire_tokens", times=1))
    assert (await api.ask("GET", f"{api.user()}/buildings")).status_code == 401
    await api.login()
    assert (await api.ask("GET", f"{api.user()}/buildings")).status_code == 200


async def test_rate_times_and_method_choose_requests(api: SandboxClient) -> None:
    api.sandbox.add_fault(Fault(match="/users$", kind="status", rate=0.5, times=2, method="get"))
    statuses = [(await api.ask("GET", api.users)).status_code for _ in range(6)]
    assert statuses == [200, 503, 200, 503, 200, 200]
    assert (await api.ask("POST", api.users, json={})).status_code == 422


async def test_the_token_endpoint_can_fail_too(api: SandboxClient) -> None:
    api.sandbox.add_fault(Fault(match="^/oauth2/", kind="status", status=500))
    answer = await api.http.post(TOKEN_PATH, auth=(HOME.client_id, HOME.client_secret))
    assert answer.status_code == 500
    assert (await api.ask("GET", api.users)).status_code == 200


async def test_rules_are_put_listed_and_deleted_over_http(api: SandboxClient) -> None:
    rule = {"match": "^/org/[^/]+/users$", "kind": "status", "status": 500}
    listed = (await api.http.put("/_sandbox/faults", json=[rule])).json()
    assert [(row["rule"]["match"], row["matched"], row["applied"]) for row in listed] == [
        (rule["match"], 0, 0)
    ]
    assert (await api.ask("GET", api.users)).status_code == 500
    listed = (await api.http.get("/_sandbox/faults")).json()
    assert [(row["matched"], row["applied"]) for row in listed] == [(1, 1)]
    assert [fault.status for fault in api.sandbox.faults] == [500]
    assert (await api.http.delete("/_sandbox/faults")).status_code == 204
    assert (await api.http.get("/_sandbox/faults")).json() == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"[", 400),
        (b"{}", 422),
        (b'[{"match":"(","kind":"html"}]', 422),
        (b'[{"match":"x","kind":"fire"}]', 422),
    ],
)
async def test_broken_rules_change_nothing(api: SandboxClient, content: bytes, status: int) -> None:
    api.sandbox.add_fault(Fault(match="x", kind="html"))
    answer = await api.http.put("/_sandbox/faults", content=content)
    assert answer.status_code == status
    assert [fault.match for fault in api.sandbox.faults] == ["x"]
    with pytest.raises(ValueError, match="regular expression"):
        api.sandbox.add_fault(Fault(match="[", kind="html"))
