"""Whatever arrives: never a 5xx, always a valid answer or errors with codes."""

import asyncio
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.persisted import AutomaticQueries
from tests.http.exchange import Exchange
from tests.http.small_gateway import Identity, SmallGateway, check_error
from tests.http.test_events import COMPLETE
from tests.http.test_parts import DELIMITER

_QUERIES = st.sampled_from(
    [
        "{ hello }",
        "{ hello timesOut bug }",
        "mutation { add(number: 1) }",
        "subscription { numbers(upTo: 2) }",
        "subscription { breaksAfterOne }",
        "{ page { title ... @defer { bug } } }",
        "query A { hello } query B($n: Int!) { text(size: $n) }",
        "{ text(size: 2000) }",
        "{",
        "{ nosuch }",
    ]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
_PERSISTED = st.fixed_dictionaries(
    {},
    optional={"version": st.just(1) | _JSON, "sha256Hash": st.text("0123456789abcdef", max_size=65) | _JSON},
)
_MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        "query": _QUERIES | st.text(max_size=20) | _JSON,
        "operationName": st.sampled_from(["A", "B", ""]) | _JSON,
        "variables": st.dictionaries(st.just("n"), _JSON, max_size=1) | _JSON,
        "extensions": st.fixed_dictionaries({"persistedQuery": _PERSISTED}) | _JSON,
        "documentId": st.text(max_size=5) | _JSON,
    },
)
_BODIES = st.one_of(
    st.binary(max_size=60),
    _MEMBERS.map(lambda each: json.dumps(each).encode()),
    st.lists(_MEMBERS, max_size=4).map(lambda each: json.dumps(each).encode()),
    st.tuples(_MEMBERS, st.integers(0, 60)).map(lambda each: json.dumps(each[0]).encode()[: each[1]]),
)
_PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from([b"query", b"variables", b"extensions", b"operationName", b"documentId", b"x"]),
        st.one_of(
            _QUERIES.map(lambda text: text.replace(" ", "+").encode()),
            _JSON.map(lambda each: json.dumps(each).encode()),
            st.binary(max_size=12),
        ),
    ).map(lambda pair: b"=".join(pair)),
    max_size=4,
).map(b"&".join)
_TYPES = [
    "application/json",
    "application/graphql-response+json",
    "text/event-stream",
    "multipart/mixed",
    "*/*",
]
_ACCEPTS = st.one_of(
    st.lists(
        st.sampled_from([*_TYPES, "text/html", ";q=0", ";q=x", ",", ";incrementalSpec=v0.2"]), max_size=5
    ).map("".join),
    st.lists(st.sampled_from(_TYPES), max_size=3).map(", ".join),
)
_LATIN = st.text(st.characters(max_codepoint=255), max_size=20)
_HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "accept": _ACCEPTS | _LATIN,
        "content-type": st.sampled_from(["application/json", "application/json; charset=x"]) | _LATIN,
        "content-length": _LATIN,
        "accept-encoding": st.sampled_from(["gzip", "zstd;q=nan, br", "identity;q=0, *;q=0"]) | _LATIN,
        "if-none-match": st.just("*") | _LATIN,
        "x-request-id": _LATIN,
    },
)
_METHODS = st.sampled_from(["GET", "POST", "POST", "HEAD", "OPTIONS"]) | st.text(
    "ABCxyz-", min_size=1, max_size=8
)


async def ask(
    identity: Identity, method: str, query_string: bytes, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    async with SmallGateway(
        identity, max_batch=3, automatic=AutomaticQueries(capacity=5), trusted={"a": "{ hello }"}
    ) as small:
        headers = {**small.bearer, "content-type": "application/json", **headers}
        exchange = Exchange(small.endpoint, body, headers, method=method, query_string=query_string)
        async with exchange:
            status, sent = await exchange.start()
            return status, sent, await exchange.rest()


def check(payload: object, request_id: str) -> None:
    """A response map, a list of them, or a part of a deferred one."""
    for each in payload if isinstance(payload, list) else [payload]:
        assert isinstance(each, dict)
        assert each
        assert set(each) <= {"data", "errors", "pending", "incremental", "completed", "hasNext"}
        for error in each.get("errors", []):
            check_error(error, request_id)


@pytest.mark.filterwarnings("default")  # hypothesis closes loops of its own
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(method=_METHODS, query_string=_PARAMETERS | st.binary(max_size=40), headers=_HEADERS, body=_BODIES)
def test_any_request(
    identity: Identity, method: str, query_string: bytes, headers: dict[str, str], body: bytes
) -> None:
    status, sent, answer = asyncio.run(ask(identity, method, query_string, headers, body))
    assert status in (200, 304, 400, 405, 406, 413, 415)
    request_id = sent["x-request-id"]
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", request_id, re.ASCII)
    media_type = sent.get("content-type", "").partition(";")[0]
    if status == 304:
        assert answer == b""
    elif media_type == "text/event-stream":
        assert answer.endswith(COMPLETE)
        for event in answer.split(b"\n\n"):
            if event.startswith(b"event: next"):
                check(json.loads(event.partition(b"data: ")[2]), request_id)
    elif media_type == "multipart/mixed":
        for part in answer.split(DELIMITER)[1:-1]:
            check(json.loads(part.partition(b"\r\n\r\n")[2]), request_id)
    elif "content-encoding" not in sent:
        assert media_type in ("application/json", "application/graphql-response+json")
        check(json.loads(answer), request_id)
