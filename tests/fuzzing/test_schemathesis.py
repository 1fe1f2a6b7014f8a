"""schemathesis over the schema: whatever it makes up is answered, without a mistake of ours."""

from pathlib import Path
from typing import Any

import httpx
import schemathesis
from graphql import DirectiveDefinitionNode, parse, print_ast
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes
from schemathesis.core.result import Ok

from gateway.errors import CODES
from tests.fuzzing.judging import judge
from tests.served_gateway import ServedGateway

_SCHEMA = Path(__file__).parents[2] / "schema" / "schema.graphql"
_TIMES = {"DateTime": "2026-10-14T00:00:00+00:00", "Date": "2026-10-14", "Time": "07:00:00"}
_SCALARS = {**_TIMES, "Decimal": "0.25", "CurrencyCode": "EUR"}


def _operations() -> list[Any]:
    for name, right in _SCALARS.items():
        values = st.just(right) | st.text(max_size=20)
        schemathesis.graphql.scalar(name, values.map(nodes.String))
    document = parse(_SCHEMA.read_text())
    # It takes a schema that knows @defer for a wrong one.
    kept = [
        each
        for each in document.definitions
        if not (isinstance(each, DirectiveDefinitionNode) and each.name.value == "defer")
    ]
    text = "\n\n".join(map(print_ast, kept))
    schema = schemathesis.graphql.from_file(text)
    return [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]


def test_generated_operations(served_gateway: ServedGateway) -> None:
    operations = _operations()
    assert {"Query.organization", "Mutation.userCreate"} <= {each.label for each in operations}
    user = served_gateway.sandbox.users("5f0c2b8e-6a1d-4c57-9d3e-0a4b7c1e9f21")[3]["id"]
    tokens = [served_gateway.token(), served_gateway.token("user", user)]
    url = f"http://127.0.0.1:{served_gateway.port}/graphql"
    kinds = set()

    with httpx.Client(timeout=10) as client:

        @settings(
            max_examples=40,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.data())
        def run(data: st.DataObject) -> None:
            case = data.draw(data.draw(st.sampled_from(operations)).as_strategy())
            token = data.draw(st.sampled_from(tokens))
            headers = {"authorization": f"Bearer {token}", "accept-encoding": "identity"}
            response = client.post(url, json={"query": case.body}, headers=headers)
            assert response.status_code == 200, (case.body, response.text)
            answer = response.json()
            codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
            assert codes <= CODES - {"INTERNAL_SERVER_ERROR", "GRAPHQL_PARSE_FAILED"}, case.body
            kinds.update(codes or {"data"})
            head = b"\r\n".join((b"HTTP/1.1 200 OK", *map(b": ".join, response.headers.raw), b"", b""))
            assert list(judge(case.body.encode("utf-8", "replace"), head + response.content)) == ["200"]

        run()
    assert {"data", "BAD_USER_INPUT"} <= kinds
