"""The generated document against lists written down once from the documented API."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox import API_BASE
from tests.sandbox.sandbox_client import SandboxClient

HERE = Path(__file__).parent

pytestmark = pytest.mark.anyio


def _listed(name: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads((HERE / name).read_text())


async def _document(api: SandboxClient) -> dict[str, Any]:
    del api.http.headers["authorization"]
    document: dict[str, Any] = await api.ok("GET", "/openapi.json")
    return document


async def test_the_operations_are_those_of_the_api(api: SandboxClient) -> None:
    document = await _document(api)
    described = {
        (method.upper(), path, operation["operationId"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    expected = {
        (row["method"], row["path"], row["operation_id"]) for row in _listed("reference_operations.json")
    }
    assert len(expected) == 70
    assert described == expected


async def test_the_properties_are_those_of_the_api(api: SandboxClient) -> None:
    schemas = (await _document(api))["components"]["schemas"]
    expected = _listed("reference_fields.json")
    assert {name: sorted(schemas[name]["properties"]) for name in expected} == expected


async def test_every_operation_except_two_asks_for_a_token(api: SandboxClient) -> None:
    document = await _document(api)
    without = [
        operation["operationId"]
        for methods in document["paths"].values()
        for operation in methods.values()
        if "security" in operation
    ]
    assert without == ["get_access_token", "post_cues_cue_id_state"]


async def test_the_page_lists_every_operation(api: SandboxClient) -> None:
    answer = await api.ask("GET", "/docs")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count("<tr>") == 70
    assert f"{API_BASE}/openapi.json" in answer.text
    assert api.sandbox.calls == []
