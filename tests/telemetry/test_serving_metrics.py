"""Where ``/metrics`` is served, and where it is not."""

import socket
import subprocess
import sys

import httpx
import pytest

from gateway.cli.failure import EXIT_BUSY
from gateway.settings import SettingsError, TelemetrySettings, load_settings
from tests.gateway.test_settings import environ
from tests.gateway_under_test import GatewayUnderTest
from tests.telemetry.page import Page

pytestmark = pytest.mark.anyio

OPENMETRICS = "application/openmetrics-text; version=1.0.0"


async def test_nowhere_unless_somebody_says_so(gateway: GatewayUnderTest) -> None:
    assert (await gateway.http.get("/metrics")).status_code == 404
    assert gateway.app.state.reporting.listener is None
    assert load_settings(environ()).telemetry == TelemetrySettings()


async def test_on_a_port_of_its_own_and_not_beside_the_endpoint() -> None:
    async with GatewayUnderTest(telemetry=TelemetrySettings(metrics_port=0)) as gateway:
        address = f"http://127.0.0.1:{gateway.app.state.reporting.listener.port}"
        await gateway.ask("query One { viewer { role } }")
        async with httpx.AsyncClient(base_url=address) as http:
            plain = await http.get("/metrics")
            modern = await http.get("/metrics", headers={"accept": OPENMETRICS})
            others = [(await http.get(path)).status_code for path in ("/", "/graphql", "/readyz")]
            posted = (await http.post("/metrics")).status_code
        assert (await gateway.http.get("/metrics")).status_code == 404
    assert Page(plain.text).all("operations_total") == {("", "query", "One", "ok"): 1}
    assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert modern.headers["content-type"].startswith("application/openmetrics-text")
    assert modern.text.endswith("# EOF\n")
    assert (others, posted) == ([404, 404, 404], 405)


async def test_the_port_is_free_again_when_the_gateway_has_ended() -> None:
    async with GatewayUnderTest(telemetry=TelemetrySettings(metrics_port=0)) as gateway:
        port = gateway.app.state.reporting.listener.port
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.1", port))


async def test_beside_the_endpoint_where_that_is_wanted() -> None:
    async with GatewayUnderTest(telemetry=TelemetrySettings(metrics_on_main_port=True)) as gateway:
        answer = await gateway.http.get("/metrics")
        assert answer.status_code == 200
        assert "graphql_gateway_build_info{" in answer.text
        assert answer.headers["cache-control"] == "no-store"


def test_every_setting() -> None:
    settings = load_settings(
        environ(
            METRICS_PORT="9464", METRICS_HOST="0.0.0.0", METRICS_ON_MAIN_PORT="true", TRACING="true",  # noqa: S104
            LOG_SAMPLE_RATE="0.1", LOG_SLOW_SECONDS="2.5", LOG_MAX_PER_SECOND="7",
        )
    )  # fmt: skip
    assert settings.telemetry == TelemetrySettings(
        metrics_host="0.0.0.0",  # noqa: S104
        metrics_port=9464,
        metrics_on_main_port=True,
        tracing=True,
        log_sample_rate=0.1,
        log_slow_seconds=2.5,
        log_max_per_second=7,
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"METRICS_PORT": "8000"}, "GATEWAY_METRICS_PORT: is GATEWAY_PORT"),
        ({"METRICS_PORT": "70000"}, "GATEWAY_METRICS_PORT: "),
        ({"LOG_SAMPLE_RATE": "1.1"}, "GATEWAY_LOG_SAMPLE_RATE: "),
        ({"LOG_SLOW_SECONDS": "0"}, "GATEWAY_LOG_SLOW_SECONDS: "),
        ({"LOG_MAX_PER_SECOND": "0"}, "GATEWAY_LOG_MAX_PER_SECOND: "),
    ],
)
def test_settings_that_make_no_sense_are_named(changes: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(environ(**changes))


def test_a_port_that_is_taken_stops_the_start() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        variables = environ(PORT="0", METRICS_PORT=str(taken.getsockname()[1]), WRITE_JOURNAL="memory")
        done = subprocess.run(
            [sys.executable, "-m", "gateway", "serve"],
            env=variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (EXIT_BUSY, 1)
    assert f"Port {variables['GATEWAY_METRICS_PORT']} is already in use on 127.0.0.1" in done.stderr
