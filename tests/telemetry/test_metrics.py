"""What the metrics say after something has happened."""

import asyncio
from contextlib import aclosing

import pytest

from cache import Kind
from gateway.settings import CacheSettings
from gateway.telemetry.metrics import OperationNames, Timings, counter
from gateway.telemetry.metrics.names import ANONYMOUS, OTHER
from gateway.telemetry.metrics.process import LoopLag
from partner_api import UpstreamCall
from sandbox import Fault
from tests.gateway_under_test import HOME, GatewayUnderTest
from tests.telemetry.page import page_of

pytestmark = pytest.mark.anyio

USERS = "query Users { organization { users { totalCount } } }"


async def test_operations_are_counted_by_name_kind_outcome_and_code(gateway: GatewayUnderTest) -> None:
    await gateway.ask(USERS)
    await gateway.ask(USERS)
    await gateway.ask("{ viewer { role } }")
    gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=400))
    await gateway.ask_with_errors(USERS)
    await gateway.ask_with_errors(
        "query Wrong($n: Int!) { organization { users(first: $n) { totalCount } } }"
    )
    await gateway.post("{ nothing }", gateway.bearer())
    await gateway.http.post("/graphql", json={"query": USERS})
    page = page_of(gateway.app)
    # The labels in the order of their names: code, kind, operation, outcome.
    assert page.all("operations_total") == {
        ("", "query", "Users", "ok"): 2,
        ("", "query", ANONYMOUS, "ok"): 1,
        ("UPSTREAM_REJECTED", "query", "Users", "partial"): 1,
        ("BAD_USER_INPUT", "query", "Wrong", "error"): 1,
        ("GRAPHQL_VALIDATION_FAILED", "(unknown)", "(unknown)", "refused"): 1,
        ("UNAUTHENTICATED", "(unknown)", "(unknown)", "refused"): 1,
    }
    assert page.value("operation_duration_seconds_count", operation="Users", kind="query") == 3
    assert page.value("operation_duration_seconds_bucket", operation="Users", kind="query", le="+Inf") == 3
    assert page.value("operations_running") == 0
    assert page.all("loader_batches_total") == {("users_by_organization",): 3}
    assert page.all("loader_keys_total") == {("users_by_organization",): 3}


async def test_a_client_that_goes_away_leaves_an_abandoned_operation(gateway: GatewayUnderTest) -> None:
    gateway.sandbox.add_fault(Fault(match="/users$", kind="hang"))
    task = asyncio.create_task(gateway.ask(USERS))
    while page_of(gateway.app).value("operations_running") == 0:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    page = page_of(gateway.app)
    assert page.all("operations_total") == {("", "query", "Users", "abandoned"): 1}
    assert page.value("operations_running") == 0


async def test_names_that_clients_make_up_do_not_make_new_series(gateway: GatewayUnderTest) -> None:
    gateway.app.state.telemetry._names = OperationNames(most=3)
    for number in range(5):
        await gateway.ask(f"query Made{number} {{ viewer {{ role }} }}")
    await gateway.ask(f"query {'L' * 500} {{ viewer {{ role }} }}")
    page = page_of(gateway.app)
    assert page.labels("operations_total", "operation") == {"Made0", "Made1", "Made2", OTHER}
    assert page.value("operations_total", operation=OTHER, kind="query", outcome="ok", code="") == 3


def test_long_names_do_not_make_series_at_all() -> None:
    assert OperationNames().of("L" * 81) == OTHER


def test_names_of_trusted_documents_keep_their_place() -> None:
    names = OperationNames(["Mine"], most=2)
    assert [names.of(name) for name in ("First", "Second", "Mine", "First")] == [
        "First",
        OTHER,
        "Mine",
        "First",
    ]


async def test_upstream_calls_attempts_and_repetitions(gateway: GatewayUnderTest) -> None:
    gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=503, times=1))
    await gateway.ask(USERS)
    page = page_of(gateway.app)
    assert page.all("upstream_calls_total") == {("users", "OK"): 1}
    assert page.all("upstream_attempts_total") == {
        ("token", "OK"): 1,
        ("users", "UPSTREAM_UNAVAILABLE"): 1,
        ("users", "OK"): 1,
    }
    assert page.all("upstream_retries_total") == {("users",): 1}
    assert page.value("upstream_attempt_duration_seconds_count", operation="users") == 2
    assert page.value("upstream_breaker_open", organization_id=HOME.organization_id) == 0
    assert page.value("upstream_limit", organization_id=HOME.organization_id) > 0
    assert page.value("upstream_token", organization_id=HOME.organization_id) == 1


async def test_a_call_that_is_not_sent_is_no_attempt(
    gateway: GatewayUnderTest,
) -> None:
    unsent = UpstreamCall(
        operation="users", organization_id="o", status=None, outcome="OVERLOADED", seconds=0.0, attempt=0
    )
    gateway.app.state.telemetry.upstream.attempted(unsent)
    assert page_of(gateway.app).all("upstream_attempts_total") == {}


async def test_where_answers_came_from_how_old_and_what_is_held() -> None:
    async with GatewayUnderTest(cache=CacheSettings(whole_answers_max_bytes=0)) as gateway:
        await gateway.ask(USERS)
        await gateway.ask(USERS)
        page = page_of(gateway.app)
        users = Kind.USERS.value
        assert page.value("cache_questions_total", kind=users, origin="upstream") == 1
        assert page.value("cache_questions_total", kind=users, origin="local") == 1
        assert page.value("cache_questions_total", kind=users, origin="error") == 0
        assert page.value("cache_fetches_total", kind=users) == 1
        assert page.value("cache_hit_ratio", kind=users) == 0.5
        assert page.value("cache_answer_age_seconds_count", kind=users) == 1
        assert page.labels("cache_questions_total", "kind") == {users}
        assert page.value("cache_entries") == 1
        assert page.value("cache_bytes") > 1024
        assert page.value("cache_oldest_seconds") > 0
        assert "redis_up" not in {name.removeprefix("graphql_gateway_") for name in page.names}


async def test_whole_answers_of_before_count_like_others() -> None:
    async with GatewayUnderTest(cache=CacheSettings()) as gateway:
        for _ in range(3):
            await gateway.ask(USERS)
        page = page_of(gateway.app)
    assert page.value("whole_answers_hits_total") == 2
    assert page.value("whole_answers_misses_total") == 1
    assert page.value("whole_answers_entries") == 1
    assert page.value("whole_answers_bytes") > 1024
    assert page.all("operations_total") == {("", "query", "Users", "ok"): 3}
    assert page.value("operation_duration_seconds_count", operation="Users", kind="query") == 3


RENAME = """mutation Rename($id: ID!, $name: String!) {
  userUpdate(input: {id: $id, firstName: $name}) { userErrors { code } }
}"""


async def test_mutations_and_repeated_writes(gateway: GatewayUnderTest) -> None:
    headers = gateway.bearer() | {"idempotency-key": "one"}
    variables = {"id": gateway.user_id(), "name": "Ada"}
    for _ in range(2):
        assert "errors" not in (await gateway.post(RENAME, headers, variables)).json()
    reused = await gateway.post(RENAME, headers, {**variables, "name": "Eve"})
    assert reused.status_code == 422
    page = page_of(gateway.app)
    assert page.all("mutations_total") == {("userUpdate", "DONE"): 2}
    counted = {
        outcome: page.value("keyed_writes_total", outcome=outcome) for outcome in ("first", "recalled")
    }
    assert counted == {"first": 1, "recalled": 1}
    assert page.value("keyed_writes_total", outcome="reused") == 1
    code = {"outcome": "refused", "code": "BAD_USER_INPUT"}
    assert page.value("operations_total", operation="(unknown)", kind="(unknown)", **code) == 1


FOLLOW = "subscription Follow($id: ID!) { userDevicesUpdated(userId: $id) { removedIds } }"


async def test_streams_and_what_they_poll(gateway: GatewayUnderTest) -> None:
    async with aclosing(gateway.follow(FOLLOW, {"id": gateway.user_id()}, role="staff")) as stream:
        await anext(stream)
        page = page_of(gateway.app)
        assert page.value("subscriptions_open") == 1
        assert page.value("pollers") > 0
        assert page.value("poller_followers") == page.value("pollers")
    page = page_of(gateway.app)
    assert [page.value(name) for name in ("subscriptions_open", "pollers", "poller_followers")] == [0, 0, 0]
    assert page.value("operations_total", operation="Follow", kind="subscription", outcome="ok", code="") == 1


async def test_what_is_kept_of_documents_and_which_build_it_is(gateway: GatewayUnderTest) -> None:
    await gateway.ask(USERS)
    page = page_of(gateway.app)
    assert page.value("documents_kept") == 1
    assert page.value("plans_kept") == (1 if gateway.settings.engine == "compiled" else 0)
    assert page.all("engine_fallbacks_total") == {}
    assert page.labels("build_info", "engine") == {gateway.settings.engine}
    assert page.value("process_cpu_seconds_total") > 0
    assert page.families["python_gc_collections"] == "counter"


async def test_the_lag_of_the_event_loop_is_looked_at() -> None:
    lag = LoopLag()
    lag.start()
    lag._look(asyncio.get_running_loop())  # before it is due: no lag
    lag.stop()
    assert lag.lags.count == 1
    assert lag.lags.total == 0


def test_a_histogram_counts_up_to_and_including_its_bounds() -> None:
    timings = Timings((0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 7.0):
        timings.note(seconds)
    assert list(timings.cumulative()) == [("0.1", 2), ("1.0", 3), ("+Inf", 4)]
    assert timings.total == pytest.approx(7.65)


async def test_other_parts_show_metrics_of_their_own(gateway: GatewayUnderTest) -> None:
    page = gateway.app.state.telemetry.page
    page.add([counter("refused_by_rate", "Requests over somebody's rate.", lambda: 3)])
    assert page_of(gateway.app).value("refused_by_rate_total") == 3
    with pytest.raises(ValueError, match="refused_by_rate already"):
        page.add([counter("refused_by_rate", "Again.", lambda: 4)])
