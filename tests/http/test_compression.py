"""Compressed answers: what is chosen, that it can be read, and when there is none."""

import gzip

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.http.compression import MINIMUM_BYTES, choose_encoding, compress
from tests.http.small_gateway import Identity, SmallGateway

pytestmark = pytest.mark.anyio

CODINGS = ("zstd", "br", "gzip")

CHOICES = {
    "": None,
    "identity": None,
    "gzip": "gzip",
    "GZIP": "gzip",
    "br": "br",
    "zstd": "zstd",
    "gzip, deflate, br, zstd": "zstd",
    "gzip, deflate, br": "br",
    "gzip, deflate": "gzip",
    "deflate": None,
    "compress, x-unknown": None,
    "*": "zstd",
    "*;q=0": None,
    "gzip;q=0": None,
    "gzip;q=0.0": None,
    "gzip;q=0, *": "zstd",
    "zstd;q=0, *": "br",
    "zstd;q=0, br;q=0, *;q=0.5": "gzip",
    "gzip;q=1.0, br;q=0.5": "gzip",
    "gzip;q=0.5, br;q=0.5": "br",
    "gzip ; q=0.5 , br ; q=0.8": "br",
    "gzip;Q=0.5": "gzip",
    "identity, gzip;q=0.5": None,
    "identity;q=0.5, gzip": "gzip",
    "identity;q=0.5, gzip;q=0.5": "gzip",
    "identity;q=0, gzip;q=0.1": "gzip",
    "identity;q=0": None,
    "gzip;q=high": None,
    "gzip;q=nan": None,
    "gzip;q=-1": None,
    "zstd;q=nan, gzip": "gzip",
    "zstd;q=nan, gzip;q=0.1, identity;q=0": "gzip",
    ",,gzip,,": "gzip",
    ";;;": None,
    "gzip;": "gzip",
    "gzip;level=5": None,
}


@pytest.mark.parametrize("header", CHOICES)
async def test_the_choice(header: str) -> None:
    assert choose_encoding(header) == CHOICES[header]


_PIECES = st.sampled_from(
    ["gzip", "br", "zstd", "identity", "*", ";", ",", "q=", "0", "0.5", "1", "nan", "inf", "e999", "-", " "]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES, max_size=12).map("".join)))
def test_no_header_is_too_odd(header: str) -> None:
    assert choose_encoding(header) in (*CODINGS, None)


def plain(body: bytes, coding: str | None) -> bytes:
    match coding:
        case "zstd":
            return zstandard.ZstdDecompressor().decompress(body)
        case "br":
            text: bytes = brotli.decompress(body)
            return text
        case "gzip":
            return gzip.decompress(body)
    return body


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=5_000), st.sampled_from(CODINGS))
def test_what_was_compressed_can_be_read(body: bytes, coding: str) -> None:
    assert plain(compress(body, coding), coding) == body
    assert compress(body, coding) == compress(body, coding)


async def raw(small: SmallGateway, method: str, query: str, coding: str) -> tuple[bytes, str | None]:
    arguments = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
    request = small.http.build_request(method, "/graphql", headers={"accept-encoding": coding}, **arguments)  # type: ignore[arg-type]
    response = await small.http.send(request, stream=True)
    body = b"".join([chunk async for chunk in response.aiter_raw()])
    assert response.headers["content-length"] == str(len(body))
    assert "Accept-Encoding" in response.headers["vary"]
    return body, response.headers.get("content-encoding")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("coding", [*CODINGS, "identity"])
async def test_large_answers(small: SmallGateway, method: str, coding: str) -> None:
    expected = b'{"data":{"text":"' + b"x" * 5000 + b'"}}'
    body, used = await raw(small, method, "{ text(size: 5000) }", coding)
    assert used == (None if coding == "identity" else coding)
    assert plain(body, used) == expected
    assert (len(body) < 200) is (used is not None)


@pytest.mark.parametrize("coding", CODINGS)
async def test_small_answers_stay_as_they_are(small: SmallGateway, coding: str) -> None:
    around = len('{"data":{"text":""}}')
    for size, wanted in ((MINIMUM_BYTES - 1, None), (MINIMUM_BYTES, coding)):
        body, used = await raw(small, "POST", f"{{ text(size: {size - around}) }}", coding)
        assert (used, len(plain(body, used))) == (wanted, size)


async def test_lists_of_answers_are_compressed_too(identity: Identity) -> None:
    async with SmallGateway(identity, max_batch=2) as small:
        asked = [{"query": "{ text(size: 5000) }"}] * 2
        response = await small.http.post("/graphql", json=asked, headers={"accept-encoding": "gzip"})
        assert response.headers["content-encoding"] == "gzip"
        assert response.json() == [{"data": {"text": "x" * 5000}}] * 2


async def test_several_headers_are_one_list(small: SmallGateway) -> None:
    headers = [("accept-encoding", "deflate"), ("accept-encoding", "br")]
    response = await small.http.get("/graphql", params={"query": "{ text(size: 5000) }"}, headers=headers)
    assert response.headers["content-encoding"] == "br"
