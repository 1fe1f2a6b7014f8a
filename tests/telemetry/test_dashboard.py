"""The dashboard, the alerts and the documentation speak of metrics that there are, and of all of them."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.telemetry.metrics import PREFIX
from gateway.telemetry.outcome import OUTCOMES
from tests.deploy.manifests import DEPLOY
from tests.gateway_under_test import GatewayUnderTest
from tests.telemetry.exercised import exercised_gateway
from tests.telemetry.page import Page, page_of

pytestmark = pytest.mark.anyio

DASHBOARD = json.loads((DEPLOY / "grafana" / "graphql-gateway.json").read_text())
ALERTS = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())
DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "observability.md").read_text()

_METRIC = re.compile(rf"\b(?:{PREFIX}|process_|python_gc_)[a-z0-9_]+\b")
_SELECTOR = re.compile(rf"\b({PREFIX}\w+)\{{([^}}]*)\}}")
_MATCHER = re.compile(r'(\w+)\s*(?:=~|!=|!~|=)\s*"([^"]*)"')
_BY = re.compile(r"\bby \(([^)]*)\)")

Where = tuple[str, str]
"""A title, and an expression in Prometheus's language."""


def of_panels() -> Iterator[Where]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def of_variables() -> Iterator[Where]:
    for variable in DASHBOARD["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]["query"]


def of_alerts() -> Iterator[Where]:
    for rule in ALERTS["groups"][0]["rules"]:
        yield rule["alert"], rule["expr"]


EXPRESSIONS = [*of_panels(), *of_variables(), *of_alerts()]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def exercised() -> AsyncIterator[GatewayUnderTest]:
    async with exercised_gateway() as gateway:
        yield gateway


@pytest.fixture(scope="module")
async def page(exercised: GatewayUnderTest) -> Page:
    return page_of(exercised.app)


async def test_every_metric_of_dashboard_and_alerts_is_there(page: Page) -> None:
    unknown = {(where, name) for where, text in EXPRESSIONS for name in _METRIC.findall(text)} - {
        (where, name) for where, _ in EXPRESSIONS for name in page.names
    }
    if "graphql_gateway_engine_fallbacks_total" not in page.names:  # graphql-core itself leaves nothing over
        unknown -= {(where, name) for where, name in unknown if "engine_fallbacks" in name}
    assert unknown == set()
    assert len(EXPRESSIONS) > 60


async def test_every_metric_of_ours_is_on_the_dashboard(page: Page) -> None:
    shown = {name for _, text in of_panels() for name in _METRIC.findall(text)}
    families = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in shown}
    assert {name for name in page.families if name.startswith(PREFIX)} <= families


async def test_labels_and_their_values_are_those_that_there_are(exercised: GatewayUnderTest) -> None:
    metrics = exercised.app.state.telemetry.page.metrics
    for where, text in EXPRESSIONS:
        for name, matchers in _SELECTOR.findall(text):
            metric = metrics[re.sub(r"_(total|bucket|sum|count)$", "", name.removeprefix(PREFIX))]
            used = dict(_MATCHER.findall(matchers))
            assert used.keys() <= {*metric.labels, "le", "job", "instance"}, (where, name)
            if "outcome" in used and metric.name == "operations":
                assert set(used["outcome"].split("|")) <= set(OUTCOMES), where
        for group in _BY.findall(text):
            known = {label for name in _METRIC.findall(text) for label in _labels(metrics, name)}
            assert set(re.split(r",\s*", group)) <= known | {"le", "instance"}, where


def _labels(metrics: Any, name: str) -> tuple[str, ...]:  # noqa: ANN401 - a mapping of metrics
    if not name.startswith(PREFIX):
        return ("generation",)
    return tuple(metrics[re.sub(r"_(total|bucket|sum|count)$", "", name.removeprefix(PREFIX))].labels)


async def test_every_metric_is_documented_with_its_labels_and_no_other(exercised: GatewayUnderTest) -> None:
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \| (\w+) \| (.*?) \|", DOCUMENTATION, re.MULTILINE)
    documented = {(name, kind, tuple(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}
    metrics = exercised.app.state.telemetry.page.metrics.values()
    suffix = {"counter": "_total"}
    assert documented == {(m.name + suffix.get(m.kind, ""), m.kind, m.labels) for m in metrics}
    assert len(documented) == len(rows)


def test_every_alert_is_documented_and_no_other() -> None:
    documented = re.findall(r"^\| `(Gateway\w+)` \|", DOCUMENTATION, re.MULTILINE)
    assert documented == [name for name, _ in of_alerts()]


def test_alerts_say_how_urgent_they_are_and_what_has_happened() -> None:
    for rule in ALERTS["groups"][0]["rules"]:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]


def test_panels_do_not_lie_on_each_other_and_the_rows_are_there() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    rows = [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"]
    assert rows == ["Traffic", "Latency", "Errors", "Partner API", "Cache", "Breaker and queue", "Process"]
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
