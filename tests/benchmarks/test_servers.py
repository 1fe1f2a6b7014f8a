"""A short run with the real processes: the gateway, and every peer beside it with the same answers."""

import asyncio
import json
import os
from collections.abc import Iterator

import pytest

from benchmarks.bytecode import counted
from benchmarks.cases import cases
from benchmarks.peers.starting import NODE_BY_HAND, NODE_JIT, STRAWBERRY, YOGA, install, missing_tools
from benchmarks.recording import PER_USER, organization_of
from benchmarks.round_trips import walk
from benchmarks.throughput import GATEWAY, check_same, compare, servers_for, table
from benchmarks.workbench import Workbench, workbench
from sandbox import API_BASE, DEMO_ORGANIZATIONS, Sandbox, SandboxOptions

_LISTS_OF_A_HOME = 7
_ALL_LISTS = 1 + 50 * 6
_USERS = 52


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    cores = os.sched_getaffinity(0)
    with workbench(_USERS) as made:
        yield made
    assert os.sched_getaffinity(0) == cores


def test_the_recording_is_what_the_sandbox_says(bench: Workbench) -> None:
    organization_id = DEMO_ORGANIZATIONS[0].organization_id
    sandbox = Sandbox(SandboxOptions(users=_USERS))
    users = sandbox.users(organization_id)
    path = f"{API_BASE}/org/{organization_of(20)}/users"
    assert json.loads(bench.recording.body(path) or b"") == users[:20]
    for user in users[:20]:
        for name in PER_USER:
            said = sandbox.rows(f"/org/{organization_id}/users/{user['id']}/{name}")
            recorded = json.loads(bench.recording.body(f"{path}/{user['id']}/{name}") or b"")
            assert len(recorded) == len([row for row in said if row["id"] is not None])
    assert bench.recording.body(f"{path}/nobody") is None
    assert bench.recording.body(f"{API_BASE}/org/nowhere/users") == b"[]"


def test_a_short_run_of_the_gateway(bench: Workbench) -> None:
    found = compare(bench, "answers", seconds=0.05, rounds=1, with_peers=False)
    assert [each.case for each in found] == ["3 fields", "home screen", "page of 50 users"]
    assert [list(each.rounds) for each in found] == [[GATEWAY]] * 3
    assert all(each.rounds[GATEWAY][0].cpu_per_request > 0 for each in found)
    assert [each.rounds[GATEWAY][0].calls for each in found] == [0, 0, 0]
    assert len(table("answers", found).rows) == 3


def test_bytecode_is_counted_the_same_each_time(bench: Workbench) -> None:
    first, second = (counted(bench, "3 fields", "lists", requests) for requests in (5, 10))
    (read,) = [name for name in first if name.startswith("HttpEndpoint._respond (gateway/http/endpoint.py:")]
    assert first[read] == second[read] > 50
    assert sum(first.values()) == pytest.approx(sum(second.values()), rel=0.05)


def test_an_organization_is_read_page_by_page_with_at_most_one_call_for_each_list(bench: Workbench) -> None:
    organization_id = organization_of(50, 7)
    with bench.gateway([organization_id]) as server:
        before = bench.upstream.counts().calls
        assert len(asyncio.run(walk(bench, server.port, organization_id, 20))) == 3
        calls = bench.upstream.counts().calls - before
    least = _calls_of_the_page(bench)
    assert least <= calls <= _ALL_LISTS


def test_peers_answer_the_same_and_ask_as_much(bench: Workbench) -> None:
    """No peer may be quick because it asks less, and none slow because it asks more."""
    _require_node()
    with servers_for(bench, "cold", with_peers=True) as servers:
        names = [server.name for server in servers]
        calls = [check_same(bench, case, servers) for case in cases(bench, "cold")]
    assert names == [GATEWAY, NODE_JIT.name, YOGA.name, STRAWBERRY.name]
    assert calls[:2] == [[1] * 4, [_LISTS_OF_A_HOME] * 4]
    assert calls[2][1:] == [_calls_of_the_page(bench)] * 3
    assert _calls_of_the_page(bench) <= calls[2][0] <= _ALL_LISTS  # the gateway looks ahead


def test_peers_that_keep_answers_give_the_same_without_asking(bench: Workbench) -> None:
    _require_node()
    with servers_for(bench, "answers", with_peers=True) as servers:
        names = [server.name for server in servers]
        for case in cases(bench, "answers"):
            check_same(bench, case, servers)
            assert check_same(bench, case, servers) == [0, 0, 0], case.name
    assert names == [GATEWAY, YOGA.name, NODE_BY_HAND.name]


def _require_node() -> None:
    missing = missing_tools()
    if missing:
        reason = f"{' and '.join(missing)} not found: the peers in JavaScript cannot be run"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    install()


def test_connections_do_not_ask_for_the_same_unless_answers_are_kept(bench: Workbench) -> None:
    """Who is asked for the same at the same moment may share the calls, and would do less than it seems."""
    for case in cases(bench, "cold"):
        asked = [{make() for _ in range(5)} for make in case.connections]
        assert len(set().union(*asked)) == sum(map(len, asked)), case.name
    for case in cases(bench, "answers"):
        assert all(make() == make() for make in case.connections), case.name


def _calls_of_the_page(bench: Workbench) -> int:
    """The users, everybody's buildings, and five lists more of those who have any."""
    bodies, users = bench.recording.bodies, bench.recording.user_ids[:50]
    return 1 + len(users) + 5 * sum(bodies[f"users/{user_id}/buildings"] != b"[]" for user_id in users)
