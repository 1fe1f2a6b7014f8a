"""The parameters of a GET."""

import json
from urllib.parse import quote, quote_plus

import pytest

from gateway.http.request import GraphQLRequest, Malformed, read_query_string
from tests.http.small_gateway import RESPONSE, SmallGateway, codes

pytestmark = pytest.mark.anyio

QUERY = "query A($name: String) { hello(name: $name) }"


def address(**parameters: str) -> str:
    return "&".join(f"{name}={quote(value)}" for name, value in parameters.items())


async def test_everything_in_its_place() -> None:
    raw = address(
        query=QUERY,
        operationName="A",
        variables='{"name": "Jürgen & Söhne + 1 = 2"}',
        extensions='{"x": [1]}',
        documentId="sha256:1",
    )
    assert read_query_string(raw.encode()) == GraphQLRequest(
        query=QUERY,
        document_id="sha256:1",
        operation_name="A",
        variables={"name": "Jürgen & Söhne + 1 = 2"},
        extensions={"x": [1]},
    )


async def test_spaces_may_be_pluses() -> None:
    assert read_query_string(b"query=" + quote_plus(QUERY).encode()).query == QUERY
    assert read_query_string(b"query={a+b}").query == "{a b}"
    assert read_query_string(b"query={a%2Bb}").query == "{a+b}"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("", {}),
        ("&variables=", {}),
        ("&variables=null", {}),
        ("&variables={}", {"variables": {}}),
        ("&extensions=", {}),
        ("&extensions=null", {}),
        ("&operationName=", {}),
        ("&operationName", {}),
        ("&operationName=A", {"operation_name": "A"}),
        ("&operationName=%20", {"operation_name": " "}),
        ("&unknown=1&other=", {}),
        ("&", {}),
        ("&&&", {}),
        ("&=", {}),
        ("&variables=%7B%22a%22%3A%22%F0%9F%98%80%22%7D", {"variables": {"a": "😀"}}),
    ],
)
async def test_parameters(parameters: str, expected: dict[str, object]) -> None:
    found = read_query_string(f"query={{a}}{parameters}".encode())
    assert found == GraphQLRequest(query="{a}", **expected)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["%", "%%", "%zz", "%2", "{a}%", "%u0041", "a%0"])
async def test_percent_signs_without_digits_stay(text: str) -> None:
    """As in the URL standard; the document then says that it does not parse."""
    assert read_query_string(f"query={text}".encode()).query == text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"&",
        b"variables={}",
        b"query",
        b"Query={a}",
        b"query={a}&query={a}",
        b"query={a}&query={b}",
        b"query={a}&%71uery={b}",
        b"query={a}&variables={}&variables={}",
        b"query={a}&x=1&x=1",
        b"query={a}&variables=x",
        b"query={a}&variables={",
        b"query={a}&variables={}{}",
        b"query={a}&variables=[]",
        b"query={a}&variables=5",
        b"query={a}&variables=%22%7B%7D%22",
        b"query={a}&variables=true",
        b"query={a}&variables={'a':1}",
        b"query={a}&variables={%22a%22:NaN}",
        b"query={a}&variables=" + b"[" * 50_000,
        b"query={a}&variables={%22a%22:" + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b"query={a}&extensions=[]",
        b"query={a}&extensions={",
        b"query={a}&extensions={%22persistedQuery%22:1}",
        b"query=%FF",
        b"query=%ED%A0%80",
        b"query={a}&x=%C3",
        b"query=\xff",
        b"query={\xc3\xa9}",
        b"&".join(b"x%d=1" % n for n in range(17)) + b"&query={a}",
        b"query[]={a}",
        b"[{%22query%22:%22{a}%22}]",
    ],
)
async def test_addresses_that_are_refused(raw: bytes) -> None:
    # An empty text is a text; it is the document that does not parse.
    if raw == b"query":
        assert read_query_string(raw).query == ""
        return
    with pytest.raises(Malformed) as caught:
        read_query_string(raw)
    assert caught.value.status == 400
    assert len(str(caught.value)) < 100


async def test_a_whole_request(small: SmallGateway) -> None:
    parameters = {"query": QUERY, "operationName": "A", "variables": json.dumps({"name": "Ö"})}
    response = await small.http.get("/graphql", params=parameters)
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "Hello Ö"}})


@pytest.mark.parametrize("name", ["", "A"])
async def test_an_empty_name_is_no_name(small: SmallGateway, name: str) -> None:
    response = await small.http.get("/graphql", params={"query": QUERY, "operationName": name})
    assert response.json() == {"data": {"hello": "Hello you"}}


async def test_names_are_exact(small: SmallGateway) -> None:
    for name in ("B", "a", " A", "A "):
        parameters = {"query": QUERY, "operationName": name}
        response = await small.http.get("/graphql", params=parameters, headers={"accept": RESPONSE})
        assert response.status_code == 400
        assert codes(response) == ["OPERATION_RESOLUTION_FAILURE"]


async def test_a_body_on_a_get_is_not_looked_at(small: SmallGateway) -> None:
    response = await small.http.request(
        "GET", "/graphql?query={hello}", content=b"\xff", headers={"content-type": "text/plain"}
    )
    assert response.json() == {"data": {"hello": "Hello you"}}


async def test_the_address_of_a_post_is_not_looked_at(small: SmallGateway) -> None:
    response = await small.http.post("/graphql?query={nosuch}&query=x&%FF", json={"query": "{ hello }"})
    assert response.json() == {"data": {"hello": "Hello you"}}
    response = await small.http.post("/graphql?query={hello}", json={})
    assert (response.status_code, codes(response)) == (400, ["BAD_USER_INPUT"])
