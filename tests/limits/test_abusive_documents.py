"""Every abusive document gets its code, makes no call, and leaves nothing behind.

How much CPU each of them takes is measured by ``python -m tests.limits.abuse``.
"""

import json
import time
from contextlib import suppress

import pytest

from execution import DocumentRefused
from tests.gateway_under_test import GatewayUnderTest
from tests.limits.abusive import ABUSES, AT_THE_LIMIT

pytestmark = pytest.mark.anyio

_GENEROUS_SECONDS = 1.0
"""Of CPU: several times what they may take, since other tests run beside."""


async def test_every_abusive_document_gets_its_code() -> None:
    async with GatewayUnderTest(max_body_bytes=1_000_000) as gateway:
        for name, (text, code, variables, role) in ABUSES.items():
            began = time.process_time()
            response = await gateway.post(text, gateway.bearer(role), dict(variables or {}))
            assert time.process_time() - began < _GENEROUS_SECONDS, name
            codes = {error["extensions"]["code"] for error in response.json().get("errors", [])}
            assert codes == {code}, (name, response.text[:500])
            assert len(response.content) < 3_000, name
        assert gateway.sandbox.calls == []


async def test_what_is_refused_for_its_size_is_not_kept() -> None:
    async with GatewayUnderTest(max_body_bytes=1_000_000) as gateway:
        documents = gateway.app.state.operations.documents
        refused = 0
        for name, (text, code, variables, role) in ABUSES.items():
            before = len(documents)
            response = await gateway.post(text, gateway.bearer(role), dict(variables or {}))
            (*_, last) = response.json()["errors"]
            of = last["extensions"].get("limit", {}).get("name", "")
            if code == "DOCUMENT_TOO_COMPLEX" and of != "points" and variables is None:
                refused += 1
                assert len(documents) == before, name
        assert refused > 25


async def test_documents_at_the_limit_are_judged_by_what_they_say() -> None:
    """They pass the guard; what they get afterwards is for other reasons."""
    async with GatewayUnderTest() as gateway:
        documents = gateway.app.state.operations.documents
        limits = gateway.settings.limits.administrator.document
        for name, text in AT_THE_LIMIT.items():
            began = time.process_time()
            with suppress(DocumentRefused):
                documents.get(text, limits)
            assert time.process_time() - began < _GENEROUS_SECONDS, name


async def test_a_document_of_ten_megabytes() -> None:
    async with GatewayUnderTest() as gateway:
        text = "{ viewer { " + "role " * 2_000_000 + "} }"
        began = time.process_time()
        response = await gateway.post(text, gateway.bearer("user"))
        assert response.status_code == 413
        assert time.process_time() - began < _GENEROUS_SECONDS


async def test_variables_of_a_hundred_thousand_levels(gateway: GatewayUnderTest) -> None:
    body = '{"query": "query($v: ID!) { node(id: $v) { id } }", "variables": {"v": ' + "[" * 100_000
    headers = {**gateway.bearer("user"), "content-type": "application/json"}
    response = await gateway.http.post("/graphql", content=body + "]" * 100_000 + "}}", headers=headers)
    assert response.status_code == 400
    deep = "[" * 500 + "]" * 500
    body = '{"query": "query($v: ID!) { node(id: $v) { id } }", "variables": {"v": ' + deep + "}}"
    response = await gateway.http.post("/graphql", content=body, headers=headers)
    assert json.loads(response.content)["errors"][0]["extensions"]["code"] == "DOCUMENT_TOO_COMPLEX"
