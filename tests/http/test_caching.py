"""What clients and their caches may keep, and for how long."""

import re

import pytest

from tests.gateway_under_test import GatewayUnderTest
from tests.http.small_gateway import LEGACY, RESPONSE, SmallGateway, codes

pytestmark = pytest.mark.anyio

VARY = "Authorization, Accept, Accept-Encoding"
BIG = "{ text(size: 5000) }"


async def tag_of(small: SmallGateway, query: str = "{ hello }", **headers: str) -> str:
    tag: str = (await small.get(query, **headers)).headers["etag"]
    assert re.fullmatch(r'"[!#-~]{16,}"', tag), tag
    return tag


async def test_a_query_by_address_may_be_kept(small: SmallGateway) -> None:
    response = await small.get("{ hello touch(freshFor: 30) }")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "private, max-age=30"
    assert response.headers["vary"] == VARY
    assert "etag" in response.headers


@pytest.mark.parametrize(
    ("touched", "seconds"),
    [((300.0, 30.0, 60.0), 30), ((30.0, 300.0), 30), ((60.9,), 60), ((1.0,), 1), ((1000.0,), 300)],
)
async def test_the_shortest_time_of_what_was_touched_counts(
    small: SmallGateway, touched: tuple[float, ...], seconds: int
) -> None:
    fields = " ".join(f"t{n}: touch(freshFor: {each})" for n, each in enumerate(touched))
    response = await small.get(f"{{ {fields} }}")
    assert response.headers["cache-control"] == f"private, max-age={seconds}"


@pytest.mark.parametrize(
    "query", ["{ touch(freshFor: 0) hello }", "{ touch(freshFor: 300) b: touch(freshFor: 0) }"]
)
async def test_what_is_never_fresh_is_not_kept(small: SmallGateway, query: str) -> None:
    response = await small.get(query)
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in response.headers


@pytest.mark.parametrize(
    "query", ["{ hello timesOut }", "{ hello bug }", "{", "{ nosuch }", "query($n: Int!) { text(size: $n) }"]
)
@pytest.mark.parametrize("accept", [LEGACY, RESPONSE])
async def test_errors_are_not_kept(small: SmallGateway, query: str, accept: str) -> None:
    response = await small.get(query, accept=accept, if_none_match="*")
    assert codes(response)
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


async def test_answers_to_posts_are_not_kept(small: SmallGateway) -> None:
    tag = await tag_of(small)
    headers = {"if-none-match": tag}
    response = await small.http.post("/graphql", json={"query": "{ hello }"}, headers=headers)
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in response.headers


async def test_the_same_answer_has_the_same_tag_and_another_one_another(small: SmallGateway) -> None:
    assert await tag_of(small) == await tag_of(small)
    assert await tag_of(small) == await tag_of(small, "query Other { hello }")
    assert await tag_of(small) != await tag_of(small, '{ hello(name: "x") }')


async def test_every_representation_has_a_tag_of_its_own(small: SmallGateway) -> None:
    """A strong tag says that the bytes are the same (RFC 9110, 8.8.3)."""
    tags = {
        (accept, coding): await tag_of(small, BIG, accept=accept, accept_encoding=coding)
        for accept in (LEGACY, RESPONSE)
        for coding in ("identity", "gzip", "br", "zstd")
    }
    assert len(set(tags.values())) == len(tags)


@pytest.mark.parametrize(
    "template", ["{}", "W/{}", '"a", {}', '{}, "a"', '"a",W/"b",{} ', '"a, b", {}', "{},", ", ,{}"]
)
async def test_what_is_known_is_not_sent_again(small: SmallGateway, template: str) -> None:
    known = template.format(await tag_of(small))
    response = await small.get("{ hello }", if_none_match=known)
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == await tag_of(small)
    assert response.headers["cache-control"] == "private, max-age=300"
    assert response.headers["vary"] == VARY
    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])
    assert "content-type" not in response.headers


@pytest.mark.parametrize("known", ["*", " * "])
async def test_a_star_is_any_tag(small: SmallGateway, known: str) -> None:
    assert (await small.get("{ hello }", if_none_match=known)).status_code == 304


async def test_several_headers_are_one_list(small: SmallGateway) -> None:
    headers = [("if-none-match", '"a"'), ("if-none-match", await tag_of(small))]
    response = await small.http.get("/graphql?query={hello}", headers=headers)
    assert response.status_code == 304


@pytest.mark.parametrize(
    "template",
    ["{bare}", '"{bare}', '{bare}"', '"x{bare}"', '"{bare}x"', "", '""', '"', ",", '"*"', "w/{tag}", "**"],
)
async def test_other_tags_are_not_known(small: SmallGateway, template: str) -> None:
    tag = await tag_of(small)
    known = template.format(tag=tag, bare=tag.strip('"'))
    response = await small.get("{ hello }", if_none_match=known)
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "Hello you"}})


async def test_a_tag_of_another_coding_is_not_known(small: SmallGateway) -> None:
    """A cache that was told 304 with a tag it does not have would have nothing to show."""
    for held, wanted in (("gzip", "br"), ("identity", "gzip"), ("zstd", "identity")):
        tag = await tag_of(small, BIG, accept_encoding=held)
        response = await small.get(BIG, accept_encoding=wanted, if_none_match=tag)
        assert response.status_code == 200
        again = await small.get(BIG, accept_encoding=wanted, if_none_match=response.headers["etag"])
        assert again.status_code == 304


async def test_all_that_was_touched_in_the_real_schema(gateway: GatewayUnderTest) -> None:
    users = "{{ organization {{ users(first: 100) {{ nodes {{ {} }} }} }} }}"
    expected: dict[str, str] = {
        "{ viewer { role } }": "private, max-age=300",
        users.format("email"): "private, max-age=60",
        users.format("buildings { id }"): "private, max-age=60",
        users.format("buildings { id } devices { id }"): "private, max-age=30",
        users.format("devices { actions { __typename } }"): "no-store",
    }
    for query, cache_control in expected.items():
        response = await gateway.http.get("/graphql", params={"query": query}, headers=gateway.bearer())
        assert (response.status_code, "errors" in response.json()) == (200, False), response.text
        assert response.headers["cache-control"] == cache_control, query
        assert ("etag" in response.headers) is cache_control.startswith("private"), query
