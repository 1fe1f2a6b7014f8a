"""One line for an operation, few lines for many, and nothing about people in any."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from domain.ids import IdKind, encode_id
from gateway.logs import configure_logging
from gateway.settings import CacheSettings
from gateway.telemetry import OperationLog
from sandbox import Fault
from tests.gateway_under_test import HOME, RICH, GatewayUnderTest

pytestmark = pytest.mark.anyio

USER = "query OneUser($id: ID!) { user(by: {id: $id}) { firstName email } }"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, as it is written; the root logger is put back afterwards."""
    root = logging.getLogger()
    before = root.handlers, root.level
    configure_logging("info", "json")
    written = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers, root.level = before


def operations(written: io.StringIO) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    return [line for line in lines if line["logger"] == "gateway.operations"]


async def test_a_line_says_everything_but_who(lines: io.StringIO) -> None:
    async with GatewayUnderTest(cache=CacheSettings()) as gateway:
        headers = gateway.bearer("user") | {"x-request-id": "request-1"}
        await gateway.post(USER, headers, {"id": gateway.user_id()})
        await gateway.post(USER + " ", headers, {"id": gateway.user_id()})  # asked anew, of what is held
        await gateway.post(USER, headers, {"id": gateway.user_id()})
        first, second, third = operations(lines)
        row = gateway.user_row(RICH)
    for line in (first, second, third):
        assert isinstance(line.pop("seconds"), float)
        del line["timestamp"]
    usual = {
        "event": "operation",
        "level": "info",
        "logger": "gateway.operations",
        "request_id": "request-1",
        "operation": "OneUser",
        "kind": "query",
        "outcome": "ok",
        "codes": [],
        "role": "USER",
        "organization_id": HOME.organization_id,
    }
    assert first == usual | {"upstream_calls": 1, "cache": {"upstream": 1}}
    assert second == usual | {"upstream_calls": 0, "cache": {"local": 1}}
    assert third == usual | {"upstream_calls": 0, "cache": {"whole": 1}}
    secrets = [row["id"], row["first_name"], row["email"], headers["authorization"]]
    secrets.append(encode_id(IdKind.USER, HOME.organization_id, row["id"]))
    assert not [secret for secret in secrets if secret in lines.getvalue()]


async def test_lines_of_libraries_name_the_request_and_so_do_those_of_other_tasks(lines: io.StringIO) -> None:
    async with GatewayUnderTest() as gateway:
        gateway.sandbox.add_fault(Fault(match="/users/", kind="status", status=400))
        headers = gateway.bearer() | {"x-request-id": "request-2"}
        await gateway.post(USER, headers, {"id": gateway.user_id()})
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    (failed,) = (line for line in told if line["event"] == "upstream call failed")
    assert failed["request_id"] == "request-2"
    (operation,) = operations(lines)
    assert (operation["outcome"], operation["codes"]) == ("partial", ["UPSTREAM_REJECTED"])


class World:
    """A clock and a die."""

    now = 100.0
    drawn = 0.5

    def log(self, **options: float) -> OperationLog:
        return OperationLog(
            clock=lambda: self.now,
            draw=lambda: self.drawn,
            sample_rate=options.get("sample_rate", 1.0),
            max_per_second=int(options.get("max_per_second", 100)),
        )


@pytest.mark.parametrize(
    ("seconds", "is_ok", "rate", "wanted"),
    [
        (0.1, True, 0.6, True),
        (0.1, True, 0.5, False),
        (0.1, True, 0.0, False),
        (1.0, True, 0.0, True),
        (0.1, False, 0.0, True),
    ],
)
def test_errors_and_slow_ones_always_and_the_others_by_chance(
    seconds: float, is_ok: bool, rate: float, wanted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert World().log(sample_rate=rate).wants(seconds, is_ok=is_ok) is wanted


def test_nothing_is_written_below_the_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    assert not World().log().wants(9.0, is_ok=False)


def test_many_operations_make_few_lines_which_say_how_many_there_were(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    world = World()
    log = world.log(max_per_second=3)
    for is_ok in (True, False):
        assert [log.wants(0.0, is_ok=is_ok) for _ in range(10)] == [True] * 3 + [False] * 7
    world.now += 1
    for _ in range(2):
        assert log.wants(0.0, is_ok=True)
        log.write({"operation": "Users"})
    assert [record.__dict__.get("omitted") for record in caplog.records] == [14, None]
