"""An operator learns from the log that the upstream fails, in few lines however often it does."""

import logging

import pytest

from gateway.upstream_log import UpstreamLog
from partner_api import UpstreamCall
from sandbox import Fault
from tests.gateway_under_test import HOME, GatewayUnderTest


def call(outcome: str, operation: str = "buildings") -> UpstreamCall:
    return UpstreamCall(
        operation=operation, organization_id=HOME.organization_id, status=500, outcome=outcome, seconds=0.1234
    )


def test_equal_failures_are_counted_and_told_every_ten_seconds(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    log = UpstreamLog(lambda: now)
    for _ in range(1000):
        log(call("OK"))
        log(call("UPSTREAM_UNAVAILABLE"))
    log(call("UPSTREAM_TIMEOUT"))
    log(call("ABANDONED"))
    now = 9.9
    log(call("UPSTREAM_UNAVAILABLE"))
    now = 10.0
    log(call("UPSTREAM_UNAVAILABLE"))
    told = [(record.__dict__["outcome"], record.__dict__["times"]) for record in caplog.records]
    assert told == [("UPSTREAM_UNAVAILABLE", 1), ("UPSTREAM_TIMEOUT", 1), ("UPSTREAM_UNAVAILABLE", 1001)]
    assert caplog.records[0].__dict__["seconds"] == 0.123


@pytest.mark.anyio
async def test_a_failing_upstream_is_in_the_log_and_its_address_is_not(
    gateway: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=500))
    with caplog.at_level(logging.WARNING):
        await gateway.ask_with_errors("{ organization { users { totalCount } } }")
    (record,) = [each for each in caplog.records if each.name == "gateway.upstream"]
    assert (record.__dict__["operation"], record.__dict__["status"]) == ("users", 500)
    assert "http" not in record.getMessage()
